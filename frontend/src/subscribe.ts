// Pages of subscriptions: where the reader is, the map, the search, and the browser's address for messages. Every page
// works without it; only messages in the browser need it.

function field(name: string): HTMLInputElement | null {
  return document.querySelector<HTMLInputElement>(`input[name=${name}]`);
}

function fillPoint(lon: number, lat: number): void {
  for (const [name, value] of [["lon", lon], ["lat", lat]] as const) {
    const input = field(name);
    if (input) input.value = value.toFixed(4);
  }
  forgetPlace();
}

// A point that is given later takes the place of one that was found by its name.
function forgetPlace(): void {
  for (const kept of document.querySelectorAll<HTMLInputElement>("input[name=place]")) kept.checked = false;
}

function offerHere(drawn: () => void): void {
  const here = document.getElementById("here");
  const said = document.getElementById("here-said");
  if (!here || !said || !("geolocation" in navigator)) return;
  here.hidden = false;
  here.addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        fillPoint(coords.longitude, coords.latitude);
        said.textContent = said.dataset["found"] ?? "";
        drawn();
      },
      () => (said.textContent = said.dataset["denied"] ?? ""),
      { timeout: 15000, maximumAge: 60000 },
    );
  });
}

// The map: a click puts the point there; the picture is drawn by the server, so nothing is fetched from elsewhere.
function drawMap(): () => void {
  const chart = document.getElementById("point-map");
  const picture = chart?.querySelector<SVGSVGElement>("svg");
  const lonField = field("lon");
  const latField = field("lat");
  if (!chart || !picture || !lonField || !latField) return () => undefined;
  const view = picture.viewBox.baseVal;
  const whole = { wide: view.width, high: view.height };
  const [west = 0, south = 0, east = 1, north = 1] = (picture.dataset["frame"] ?? "").split(" ").map(Number);
  const mark = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  mark.setAttribute("class", "map-mark");

  const show = (): void => {
    const lon = Number.parseFloat(lonField.value);
    const lat = Number.parseFloat(latField.value);
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) return mark.remove();
    mark.setAttribute("cx", String(((lon - west) / (east - west)) * whole.wide));
    mark.setAttribute("cy", String(((north - lat) / (north - south)) * whole.high));
    mark.setAttribute("r", String(view.width / 60));
    mark.setAttribute("stroke-width", String(view.width / 250));
    picture.append(mark);
  };
  const zoom = (factor: number): void => {
    const marked = mark.isConnected;
    const x = marked ? Number(mark.getAttribute("cx")) : view.x + view.width / 2;
    const y = marked ? Number(mark.getAttribute("cy")) : view.y + view.height / 2;
    const wide = Math.min(whole.wide, Math.max(whole.wide / 64, view.width * factor));
    const high = (wide / whole.wide) * whole.high;
    const inside = (value: number, most: number): number => Math.min(Math.max(value, 0), most);
    const corner = [inside(x - wide / 2, whole.wide - wide), inside(y - high / 2, whole.high - high)];
    picture.setAttribute("viewBox", [...corner, wide, high].join(" "));
    for (const text of picture.querySelectorAll("text")) {
      text.setAttribute("font-size", String((22 * wide) / whole.wide));
      text.setAttribute("stroke-width", String((4 * wide) / whole.wide));
    }
    show();
  };
  picture.addEventListener("click", (event) => {
    const box = picture.getBoundingClientRect();
    const x = view.x + ((event.clientX - box.left) / box.width) * view.width;
    const y = view.y + ((event.clientY - box.top) / box.height) * view.height;
    fillPoint(west + (x / whole.wide) * (east - west), north - (y / whole.high) * (north - south));
    show();
  });
  for (const input of [lonField, latField])
    input.addEventListener("input", () => {
      forgetPlace();
      show();
    });
  document.getElementById("nearer")?.addEventListener("click", () => zoom(0.5));
  document.getElementById("farther")?.addEventListener("click", () => zoom(2));
  chart.hidden = false;
  show();
  return show;
}

// The search answers below the field, without sending the form.
function answerSearch(): void {
  const box = document.querySelector<HTMLElement>("[data-search]");
  const asked = field("search");
  const searched = field("searched");
  const found = document.getElementById("found");
  if (!box || !asked || !searched || !found) return;
  let asks = 0;
  const ask = async (): Promise<void> => {
    const mine = (asks += 1);
    const text = asked.value.trim();
    const answer = await fetch(`${box.dataset["search"] ?? ""}?q=${encodeURIComponent(text)}`, { headers: { Accept: "text/html" } });
    if (!answer.ok && answer.status !== 429) throw new Error(String(answer.status));
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== asks) return; // something else was asked meanwhile
    const chosen = new Set([...document.querySelectorAll<HTMLInputElement>("input[name=areas]:checked")].map((one) => one.value));
    for (const one of part.querySelectorAll<HTMLInputElement>("input[name=areas]")) one.checked = chosen.has(one.value);
    found.replaceChildren(...part.body.childNodes);
    searched.value = text;
    found.focus(); // read out, and the next key leads to what was found
  };
  const button = box.querySelector<HTMLButtonElement>("button[name=find]");
  const asking = (event: Event): void => {
    if (!asked.value.trim()) return;
    event.preventDefault();
    ask().catch(() => {
      button?.removeEventListener("click", asking);
      button?.click(); // the way without a script
    });
  };
  button?.addEventListener("click", asking);
  asked.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) asking(event);
  });
}

// One area may stand in the list and among what was found: both show the same, so that a box that was cleared stays so.
function keepBoxesAlike(): void {
  document.addEventListener("change", ({ target }) => {
    if (!(target instanceof HTMLInputElement) || target.name !== "areas") return;
    for (const twin of document.querySelectorAll<HTMLInputElement>(`input[name=areas][value="${CSS.escape(target.value)}"]`)) {
      twin.checked = target.checked;
    }
  });
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

function same(one: ArrayBuffer | null, other: Uint8Array): boolean {
  const given = new Uint8Array(one ?? new ArrayBuffer(0));
  return given.length === other.length && given.every((value, place) => value === other[place]);
}

// Return what the browser is reached by; an address that was made for another sender is of no use and is given up.
async function address(worker: string, key: string): Promise<string> {
  const registered = await navigator.serviceWorker.register(worker);
  await navigator.serviceWorker.ready;
  const wanted = bytes(key);
  let known = await registered.pushManager.getSubscription();
  if (known && !same(known.options.applicationServerKey, wanted)) {
    await known.unsubscribe();
    known = null;
  }
  return JSON.stringify(known ?? (await registered.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: wanted })));
}

// In many networks the message services of browsers are not reached, and a browser then waits without end.
const PATIENCE_MS = 20000;

function inTime<Found>(work: Promise<Found>): Promise<Found> {
  const late = new Promise<never>((_resolve, reject) => setTimeout(() => reject(new Error("late")), PATIENCE_MS));
  return Promise.race([work, late]);
}

function takeBrowser(form: HTMLFormElement): void {
  const said = document.getElementById("push-said");
  const key = form.dataset["pushKey"];
  const worker = form.dataset["worker"];
  const tell = (words: string): void => {
    if (!said) return;
    said.textContent = said.dataset[words] ?? "";
    said.hidden = words === "";
    said.classList.toggle("notice-error", words !== "asking");
    if (words) said.scrollIntoView({ block: "center" });
  };
  const show = (): void => {
    const way = form.querySelector<HTMLInputElement>("[name=way]:checked")?.value;
    const input = field("address");
    const line = input?.closest<HTMLElement>(".field");
    if (line) line.hidden = way === "webpush" && !line.classList.contains("has-findings"); // what is wrong stays in view
    input?.setAttribute("autocomplete", way === "sms" ? "tel" : "email");
    input?.setAttribute("inputmode", way === "sms" ? "tel" : "email");
    tell("");
  };
  form.addEventListener("change", (event) => {
    if (event.target instanceof HTMLInputElement && event.target.name === "way") show();
  });
  show();
  form.addEventListener("submit", (event) => {
    const way = form.querySelector<HTMLInputElement>("[name=way]:checked");
    const input = field("address");
    const searching = event.submitter instanceof HTMLButtonElement && event.submitter.name === "find";
    if (way?.value !== "webpush" || !input || !key || !worker || searching) return;
    event.preventDefault();
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return tell("missing");
    if (form.dataset["asking"]) return;
    form.dataset["asking"] = "yes";
    tell("asking");
    inTime(address(worker, key))
      .then((found) => {
        input.value = found;
        form.submit();
      })
      .catch(() => tell(Notification.permission === "denied" ? "denied" : "failed"))
      .finally(() => delete form.dataset["asking"]);
  });
}

// Whoever has left is not to keep an address in the browser either.
async function leaveBrowser(scope: string): Promise<void> {
  const registered = await navigator.serviceWorker.getRegistration(scope);
  await (await registered?.pushManager.getSubscription())?.unsubscribe();
}

const form = document.querySelector<HTMLFormElement>("form#subscribe");
const left = document.querySelector<HTMLElement>("[data-leave-push]");
offerHere(drawMap());
answerSearch();
keepBoxesAlike();
if (form) takeBrowser(form);
if (left && "serviceWorker" in navigator) void leaveBrowser(left.dataset["leavePush"] ?? "");
