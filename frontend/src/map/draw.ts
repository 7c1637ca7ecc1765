// Draws polygons and circles with the mouse or a finger; what is drawn is written into the two text fields of the
// form, which can be typed into as well. The text is the truth, the map shows it.
import type { GeoJSONSource, Map as MapView, MapMouseEvent } from "maplibre-gl";

import { addLine, circleRing, distanceKm, type Point, polygon, readCircles, readPolygons, writeCircle, writePolygon } from "./geometry";

type Tool = "polygon" | "circle" | "";

const dot = (p: Point): GeoJSON.Feature => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [...p] } });
const line = (points: readonly Point[]): GeoJSON.Feature => ({
  type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: points.map((p) => [...p]) },
});

export class Drawing {
  #tool: Tool = "";
  #points: Point[] = [];
  #pointer: Point | null = null;
  readonly #polygons: HTMLTextAreaElement;
  readonly #circles: HTMLTextAreaElement;
  readonly #tools: HTMLElement;

  constructor(private readonly map: MapView, place: HTMLElement) {
    this.#polygons = document.querySelector<HTMLTextAreaElement>("textarea[data-polygons]") ?? document.createElement("textarea");
    this.#circles = document.querySelector<HTMLTextAreaElement>("textarea[data-circles]") ?? document.createElement("textarea");
    this.#tools = document.getElementById(place.dataset["draw"] ?? "") ?? document.createElement("div");
    this.#tools.hidden = false;
    this.#tools.addEventListener("click", (event) => this.#press(event));
    for (const field of [this.#polygons, this.#circles]) field.addEventListener("input", () => this.#paint());
    this.#polygons.form?.addEventListener("change", () => this.#paint()); // also what is put back into the whole form
    map.on("click", (event) => this.#click(event));
    map.on("dblclick", (event) => {
      if (!this.busy) return;
      event.preventDefault();
      this.#finish();
    });
    map.on("mousemove", (event) => {
      this.#pointer = [event.lngLat.lng, event.lngLat.lat];
      if (this.#points.length > 0) this.#paint();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.busy) this.#take("");
    });
    map.getCanvas().addEventListener("keydown", (event) => this.#key(event));
    map.on("move", () => this.#aim());
    this.#paint();
  }

  get busy(): boolean {
    return this.#tool !== "";
  }

  #press(event: Event): void {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-tool]") : null;
    const tool = button?.dataset["tool"];
    if (tool === "polygon" || tool === "circle") this.#take(this.#tool === tool ? "" : tool);
    else if (tool === "finish") this.#finish();
    else if (tool === "clear") {
      this.#write(this.#polygons, "");
      this.#write(this.#circles, "");
      this.#take("");
    }
  }

  #take(tool: Tool): void {
    this.#tool = tool;
    this.#points = [];
    for (const button of this.#tools.querySelectorAll<HTMLButtonElement>("button[data-tool][aria-pressed]"))
      button.setAttribute("aria-pressed", String(button.dataset["tool"] === tool));
    this.map.getCanvas().style.cursor = tool ? "crosshair" : "";
    this.map.getContainer().classList.toggle("map-drawing", tool !== "");
    if (tool) this.map.doubleClickZoom.disable();
    else this.map.doubleClickZoom.enable();
    this.#paint();
  }

  #click(event: MapMouseEvent): void {
    if (!this.busy) return;
    event.preventDefault(); // it is taken: the same click must not choose the area below it as well
    this.#set([event.lngLat.lng, event.lngLat.lat]);
  }

  #set(here: Point): void {
    const last = this.#points.at(-1);
    if (last && last[0] === here[0] && last[1] === here[1]) return; // the second click of a double click
    this.#points.push(here);
    if (this.#tool === "circle" && this.#points.length === 2) this.#finish();
    else this.#paint();
  }

  // By keyboard: the arrows move the map under the mark in its middle, Enter sets a point there, Backspace takes it back.
  #key(event: KeyboardEvent): void {
    if (!this.busy || (event.key !== "Enter" && event.key !== "Backspace")) return;
    event.preventDefault();
    if (event.key === "Backspace") {
      this.#points.pop();
      this.#paint();
    } else this.#set(this.#middle());
  }

  #middle(): Point {
    const { lng, lat } = this.map.getCenter();
    return [lng, lat];
  }

  #aim(): void {
    if (!this.busy || document.activeElement !== this.map.getCanvas()) return;
    this.#pointer = this.#middle();
    this.#paint();
  }

  #finish(): void {
    const [first, second] = this.#points;
    if (this.#tool === "polygon" && this.#points.length >= 3)
      this.#write(this.#polygons, addLine(this.#polygons.value, writePolygon(this.#points)));
    if (this.#tool === "circle" && first && second)
      this.#write(this.#circles, addLine(this.#circles.value, writeCircle({ centre: first, km: distanceKm(first, second) })));
    this.#take("");
  }

  #write(field: HTMLTextAreaElement, text: string): void {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #paint(): void {
    const features = [
      ...readPolygons(this.#polygons.value).map(polygon),
      ...readCircles(this.#circles.value).map((circle) => polygon(circleRing(circle))),
      ...this.#points.map(dot),
    ];
    const [first] = this.#points;
    if (first && this.#pointer) {
      const reach = distanceKm(first, this.#pointer);
      if (this.#tool === "circle" && reach > 0) features.push(line(circleRing({ centre: first, km: reach })));
      if (this.#tool === "polygon") features.push(line([...this.#points, this.#pointer]));
    }
    (this.map.getSource("drawn") as GeoJSONSource).setData({ type: "FeatureCollection", features });
  }
}
