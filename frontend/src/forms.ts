// Keeps what people write: asks before a page with unsaved writing is left, remembers it in this browser until it is
// saved, and sends nothing twice.

const PREFIX = "anlan:writing:";
const SENT = "anlan:sent";
const OLDEST_MS = 7 * 24 * 3600 * 1000;
const STAYED_MS = 15_000; // until a page that was not left is taken to stay, where the browser does not say so (assumption)
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "revision", "request_key", "writer", "seen", "do"]);
const COUNTS = /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/; // how many rows the page has, not what somebody wrote

const isWriting = (name: string): boolean => !LEFT_OUT.has(name) && !COUNTS.test(name);

type Kept = { readonly at: number; readonly fields: readonly (readonly [string, string])[] };

function fieldsOf(form: HTMLFormElement): [string, string][] {
  const found: [string, string][] = [];
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && isWriting(name)) found.push([name, value]);
  return found;
}

function keptAt(key: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "null") as Kept | null;
    return kept && Date.now() - kept.at < OLDEST_MS ? kept : null;
  } catch {
    return null;
  }
}

function putBack(form: HTMLFormElement, kept: Kept): void {
  for (const control of form.elements) {
    if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement)) continue;
    if (!control.name || !isWriting(control.name) || control.type === "file") continue;
    const values = kept.fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control instanceof HTMLInputElement && (control.type === "checkbox" || control.type === "radio"))
      control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function offer(form: HTMLFormElement, key: string, kept: Kept): void {
  const box = form.querySelector<HTMLElement>("[data-kept]");
  if (!box) return;
  const when = box.querySelector("time");
  if (when) when.textContent = new Date(kept.at).toLocaleString(document.documentElement.lang);
  box.hidden = false;
  box.querySelector("[data-kept-back]")?.addEventListener("click", () => {
    putBack(form, kept);
    box.hidden = true;
  });
  box.querySelector("[data-kept-away]")?.addEventListener("click", () => {
    localStorage.removeItem(key);
    box.hidden = true;
  });
}

function remember(form: HTMLFormElement, key: string): void {
  let waiting = 0;
  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      try {
        localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: fieldsOf(form) }));
      } catch {
        // a full or forbidden store: the question before leaving still stands
      }
    }, 500);
  });
  form.addEventListener("submit", () => sessionStorage.setItem(SENT, key));
}

function forgetSaved(root: ParentNode): void {
  const key = sessionStorage.getItem(SENT);
  if (!key) return;
  sessionStorage.removeItem(SENT);
  if (root.querySelector(".notice-success")) localStorage.removeItem(key);
}

function forgetAllAtSigningOut(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[action$='/logout/']"))
    form.addEventListener("submit", () => {
      for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
    });
}

// Sends each form once, also those that come later with a part of the page. Where the page stays all the same (the way was
// stopped, the reader chose to stay, the page came back from the history) it can be sent again.
function sendOnce(root: Document): ReadonlySet<HTMLFormElement> {
  const sending = new Set<HTMLFormElement>();
  let waiting = 0;
  const stay = (): void => {
    sending.clear();
    window.clearTimeout(waiting);
  };
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.getAttribute("method") !== "post") return;
    if (sending.has(form)) return event.preventDefault();
    sending.add(form);
    window.clearTimeout(waiting);
    waiting = window.setTimeout(stay, STAYED_MS);
  });
  window.addEventListener("pageshow", stay);
  (window as { navigation?: EventTarget }).navigation?.addEventListener("navigateerror", stay);
  return sending;
}

export function keepDrafts(root: Document): void {
  forgetSaved(root);
  forgetAllAtSigningOut(root);
  const sending = sendOnce(root);
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
    let changed = form.dataset["keep"] === "changed";
    form.addEventListener("input", () => (changed = true));
    window.addEventListener("beforeunload", (event) => {
      if (changed && !sending.has(form)) event.preventDefault();
    });
    const writer = form.dataset["writer"];
    if (!writer) continue;
    const key = `${PREFIX}${writer}:${location.pathname}`;
    const kept = keptAt(key);
    if (kept && !changed && JSON.stringify(kept.fields) !== JSON.stringify(fieldsOf(form))) offer(form, key, kept);
    remember(form, key);
  }
}
