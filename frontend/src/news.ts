// What live events change on a page must take nothing from whoever works on it: what is being written stays, the focus
// and what was unfolded stay, and a reader who does not see the page is told that it changed.

const WRITABLE = "textarea, select, input:not([type='checkbox']):not([type='radio']):not([type='hidden'])";
const FOCUSABLE = "a[href], button, summary, textarea, select, input:not([type='hidden'])";

const OWN = new Set(["checked", "subscribers"]); // what the composer shows of the writing is its writer's own doing

interface Kept {
  readonly focus: number; // place among what can be focused; -1 for none within
  readonly unfolded: readonly number[];
}

function keep(part: Element): Kept {
  const folds = [...part.querySelectorAll("details")];
  return {
    focus: document.activeElement ? [...part.querySelectorAll(FOCUSABLE)].indexOf(document.activeElement) : -1,
    unfolded: folds.flatMap((fold, place) => (fold.open ? [place] : [])),
  };
}

function restore(part: Element, kept: Kept): void {
  const folds = part.querySelectorAll("details");
  for (const place of kept.unfolded) folds.item(place)?.setAttribute("open", "");
  if (kept.focus >= 0) part.querySelectorAll<HTMLElement>(FOCUSABLE).item(kept.focus)?.focus({ preventScroll: true });
}

function written(part: Element): boolean {
  for (const field of part.querySelectorAll(WRITABLE))
    if (field === document.activeElement || (!(field instanceof HTMLSelectElement) && (field as HTMLInputElement).value !== (field as HTMLInputElement).defaultValue))
      return true;
  return false;
}

export function followNews(body: HTMLElement): void {
  const told = body.querySelector<HTMLElement>("[data-news]");
  let part = "";
  let kept: Kept | null = null;
  body.addEventListener("htmx:beforeSwap", (event) => {
    const { target } = (event as CustomEvent<{ target: Element }>).detail;
    if (!target.id || OWN.has(target.id)) return;
    if (written(target)) {
      (event as CustomEvent<{ shouldSwap: boolean }>).detail.shouldSwap = false;
      if (told) told.textContent = told.dataset["held"] ?? "";
      return;
    }
    part = target.id;
    kept = keep(target);
  });
  body.addEventListener("htmx:afterSettle", () => {
    const now = kept ? document.getElementById(part) : null;
    if (!now || !kept) return;
    restore(now, kept);
    kept = null;
    if (told) told.textContent = `${told.dataset["news"] ?? ""} ${new Date().toLocaleTimeString(document.documentElement.lang)}`;
  });
}
