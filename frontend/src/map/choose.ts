// A click on an area ticks its box in the list; the list stays the truth, so both ways of choosing agree.
import type { Map as MapView } from "maplibre-gl";

export class Choice {
  readonly #boxes: Map<string, HTMLInputElement>;

  constructor(
    private readonly map: MapView,
    name: string,
    private readonly busy: () => boolean,
  ) {
    const boxes = document.querySelectorAll<HTMLInputElement>(`input[type="checkbox"][name="${CSS.escape(name)}"]`);
    this.#boxes = new Map([...boxes].map((box) => [box.value, box]));
    map.on("click", "areas-fill", (event) => {
      const code: unknown = event.features?.[0]?.properties["code"];
      if (!event.defaultPrevented && !this.busy() && typeof code === "string") this.#toggle(code);
    });
    for (const part of new Set([...boxes].map((box) => box.form ?? box)))
      part.addEventListener("change", () => this.#paint()); // of a box, or of all of them where writing is put back
    this.#paint();
  }

  #toggle(code: string): void {
    const box = this.#boxes.get(code);
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #paint(): void {
    for (const [code, box] of this.#boxes)
      this.map.setFeatureState({ source: "areas", id: code }, { chosen: box.checked });
  }
}
