// Keeps what people write: asks before a page with unsaved writing is left, remembers it in this browser until it is
// saved, and sends nothing twice.

const PREFIX = "anlan:writing:";
const SENT = "anlan:sent";
const OLDEST_MS = 7 * 24 * 3600 * 1000;
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

function once(form: HTMLFormElement): void {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => (sent = false));
}

export function keepDrafts(root: ParentNode): void {
  forgetSaved(root);
  forgetAllAtSigningOut(root);
  for (const form of root.querySelectorAll<HTMLFormElement>("form[method='post']")) once(form);
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
    let changed = form.dataset["keep"] === "changed";
    const leave = (event: BeforeUnloadEvent): void => {
      if (changed) event.preventDefault();
    };
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("submit", () => window.removeEventListener("beforeunload", leave));
    window.addEventListener("beforeunload", leave);
    const writer = form.dataset["writer"];
    if (!writer) continue;
    const key = `${PREFIX}${writer}:${location.pathname}`;
    const kept = keptAt(key);
    if (kept && !changed && JSON.stringify(kept.fields) !== JSON.stringify(fieldsOf(form))) offer(form, key, kept);
    remember(form, key);
  }
}
