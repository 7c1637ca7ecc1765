// Fills in the point where the reader is, and asks the browser for an address for messages. The form works without it.
const form = document.querySelector("form[data-push-key]") ?? document.querySelector("form#subscribe");
const here = document.getElementById("here");
const said = document.getElementById("here-said");

if (here && navigator.geolocation) {
  here.hidden = false;
  here.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        document.querySelector("[name=lat]").value = coords.latitude.toFixed(4);
        document.querySelector("[name=lon]").value = coords.longitude.toFixed(4);
        said.textContent = said.dataset.found;
      },
      () => { said.textContent = said.dataset.denied; },
      { timeout: 15000, maximumAge: 60000 },
    );
  });
}

function bytes(text) {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

async function address() {
  const worker = await navigator.serviceWorker.register(form.dataset.worker);
  await navigator.serviceWorker.ready;
  const known = await worker.pushManager.getSubscription();
  const key = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.pushKey) };
  return JSON.stringify(known ?? await worker.pushManager.subscribe(key));
}

form?.addEventListener("submit", async (event) => {
  const way = form.querySelector("[name=way]:checked");
  if (way?.value !== "webpush" || !form.dataset.pushKey || !("serviceWorker" in navigator)) return;
  event.preventDefault();
  try {
    form.querySelector("[name=address]").value = await address();
  } catch {
    form.querySelector("[name=address]").value = "";
  }
  form.submit();
});
