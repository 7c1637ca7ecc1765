// Finds the maps of a page and loads MapLibre only then. Without WebGL the page's own text alternative stays in view.

export async function drawMaps(root: ParentNode): Promise<void> {
  const places = [...root.querySelectorAll<HTMLElement>("[data-map]:not([data-drawn])")];
  if (places.length === 0) return;
  const { show } = await import("./map/show");
  for (const place of places) {
    place.dataset["drawn"] = "yes";
    try {
      await show(place);
    } catch (error) {
      place.classList.add("map-failed");
      place.textContent = place.dataset["failed"] ?? String(error);
    }
  }
}
