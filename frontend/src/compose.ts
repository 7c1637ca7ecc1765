// Writes what the template suggests into fields that nobody has touched: a field is touched once it holds something
// else than the last suggestion. What a person wrote, or emptied, stays.

type Field = HTMLInputElement | HTMLTextAreaElement;

function isField(value: unknown): value is Field {
  return value instanceof HTMLInputElement || value instanceof HTMLTextAreaElement;
}

function read(text: string): Record<string, string> {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return {};
  }
}

export function followTemplate(root: Document): void {
  const form = root.querySelector<HTMLFormElement>("#composer");
  if (!form) return;
  const last = new Map<string, string>();
  root.body.addEventListener("htmx:afterSettle", () => {
    const told = root.querySelector<HTMLElement>("#suggested")?.dataset["texts"];
    let changed = false;
    for (const [name, text] of Object.entries(read(told ?? "{}"))) {
      const field = form.elements.namedItem(name);
      if (!isField(field) || field === root.activeElement || field.value !== (last.get(name) ?? "")) continue;
      if (field.value !== text) {
        field.value = text;
        changed = true;
      }
      last.set(name, field.value);
    }
    if (changed) form.dispatchEvent(new Event("input", { bubbles: true })); // look again, at what stands there now
  });
}
