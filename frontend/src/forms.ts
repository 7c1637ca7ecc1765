// Asks before a page with unsaved writing is left.

export function keepDrafts(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
    let changed = form.dataset["keep"] === "changed";
    const leave = (event: BeforeUnloadEvent): void => {
      if (changed) event.preventDefault();
    };
    form.addEventListener("input", () => (changed = true));
    form.addEventListener("submit", () => window.removeEventListener("beforeunload", leave));
    window.addEventListener("beforeunload", leave);
  }
}
