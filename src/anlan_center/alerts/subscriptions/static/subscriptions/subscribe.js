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
        here.dispatchEvent(new Event("point"));
      },
      () => { said.textContent = said.dataset.denied; },
      { timeout: 15000, maximumAge: 60000 },
    );
  });
}

// The map: a click puts the point there; the picture is drawn by the server, so nothing is fetched from elsewhere.
const chart = document.getElementById("point-map");
const picture = chart?.querySelector("svg");

function field(name) {
  return document.querySelector(`[name=${name}]`);
}

function drawMap() {
  const view = picture.viewBox.baseVal;
  const whole = { wide: view.width, high: view.height };
  const [west, south, east, north] = picture.dataset.frame.split(" ").map(Number);
  const mark = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  mark.setAttribute("class", "map-mark");

  const show = () => {
    const lon = Number.parseFloat(field("lon").value), lat = Number.parseFloat(field("lat").value);
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) { mark.remove(); return; }
    mark.setAttribute("cx", String((lon - west) / (east - west) * whole.wide));
    mark.setAttribute("cy", String((north - lat) / (north - south) * whole.high));
    mark.setAttribute("r", String(view.width / 60));
    mark.setAttribute("stroke-width", String(view.width / 250));
    picture.append(mark);
  };
  const zoom = (factor) => {
    const marked = mark.isConnected;
    const x = marked ? Number(mark.getAttribute("cx")) : view.x + view.width / 2;
    const y = marked ? Number(mark.getAttribute("cy")) : view.y + view.height / 2;
    const wide = Math.min(whole.wide, Math.max(whole.wide / 64, view.width * factor));
    const high = wide / whole.wide * whole.high;
    const inside = (value, most) => Math.min(Math.max(value, 0), most);
    picture.setAttribute("viewBox", [inside(x - wide / 2, whole.wide - wide), inside(y - high / 2, whole.high - high), wide, high].join(" "));
    for (const text of picture.querySelectorAll("text")) {
      text.setAttribute("font-size", String(22 * wide / whole.wide));
      text.setAttribute("stroke-width", String(4 * wide / whole.wide));
    }
    show();
  };
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    const x = view.x + (event.clientX - box.left) / box.width * view.width;
    const y = view.y + (event.clientY - box.top) / box.height * view.height;
    field("lon").value = (west + x / whole.wide * (east - west)).toFixed(4);
    field("lat").value = (north - y / whole.high * (north - south)).toFixed(4);
    show();
  });
  for (const name of ["lon", "lat"]) field(name).addEventListener("input", show);
  document.getElementById("nearer").addEventListener("click", () => zoom(0.5));
  document.getElementById("farther").addEventListener("click", () => zoom(2));
  here?.addEventListener("point", show);
  chart.hidden = false;
  show();
}

if (picture) drawMap();

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
