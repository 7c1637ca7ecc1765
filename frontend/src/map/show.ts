// A map of a page: <div data-map data-areas="URL" data-alerts="URL" data-choose="NAME" data-draw="FORM-ID">.
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-csp-worker.js?url";
import { type GeoJSONSource, type IControl, LngLatBounds, Map as MapView, Marker, NavigationControl, setWorkerUrl } from "maplibre-gl";

import { Choice } from "./choose";
import { Drawing } from "./draw";
import { EMPTY, look } from "./look";

setWorkerUrl(workerUrl);

async function fetched(address: string | undefined): Promise<GeoJSON.FeatureCollection> {
  if (!address) return EMPTY;
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" }, credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  return (await answer.json()) as GeoJSON.FeatureCollection;
}

function stretch(bounds: LngLatBounds, coordinates: unknown): void {
  if (!Array.isArray(coordinates)) return;
  if (typeof coordinates[0] === "number" && typeof coordinates[1] === "number") {
    bounds.extend([coordinates[0], coordinates[1]]);
  } else for (const part of coordinates) stretch(bounds, part);
}

export function boundsOf(...collections: GeoJSON.FeatureCollection[]): LngLatBounds {
  const bounds = new LngLatBounds();
  for (const { features } of collections)
    for (const { geometry } of features) if ("coordinates" in geometry) stretch(bounds, geometry.coordinates);
  return bounds;
}

function label(map: MapView, areas: GeoJSON.FeatureCollection): void {
  for (const { properties } of areas.features) {
    const seat: unknown = properties?.["seat"];
    if (!Array.isArray(seat)) continue;
    const name = document.createElement("span");
    name.className = "map-label";
    name.textContent = String(properties?.["name"] ?? "");
    const marker = new Marker({ element: name }).setLngLat([Number(seat[0]), Number(seat[1])]).addTo(map);
    marker.getElement().setAttribute("aria-hidden", "true"); // the list beside the map names them
    marker.getElement().removeAttribute("role");
    marker.getElement().removeAttribute("aria-label");
    marker.getElement().removeAttribute("tabindex");
  }
}

function source(map: MapView, name: string): GeoJSONSource {
  return map.getSource(name) as GeoJSONSource;
}

// A way back to the whole city, for whoever went too near or too far.
class WholeCity implements IControl {
  constructor(private readonly bounds: LngLatBounds, private readonly words: string) {}

  onAdd(map: MapView): HTMLElement {
    const group = document.createElement("div");
    group.className = "maplibregl-ctrl maplibregl-ctrl-group";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "maplibregl-ctrl-home";
    button.title = this.words;
    button.setAttribute("aria-label", this.words);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    button.addEventListener("click", () => map.fitBounds(this.bounds, { padding: 24, animate: !still }));
    group.append(button);
    return group;
  }

  onRemove(): void {
    // the map takes the element away with itself
  }
}

// What the server made of the choice and the drawing is shown as it would be sent.
function followPreview(map: MapView, id: string): void {
  const paint = (): void => {
    const text = document.getElementById(id)?.dataset["geometry"];
    const geometry = text ? (JSON.parse(text) as GeoJSON.Geometry) : null;
    const colour = document.querySelector<HTMLInputElement>('input[name="colour"]:checked')?.value ?? "";
    const properties = { colour, exercise: document.documentElement.classList.contains("is-exercise") };
    const features: GeoJSON.Feature[] = geometry ? [{ type: "Feature", properties, geometry }] : [];
    source(map, "alerts").setData({ type: "FeatureCollection", features });
  };
  paint();
  document.body.addEventListener("htmx:afterSettle", paint);
}

export async function show(place: HTMLElement): Promise<void> {
  const [areas, alerts] = await Promise.all([fetched(place.dataset["areas"]), fetched(place.dataset["alerts"])]);
  const bounds = place.dataset["focus"] === "alerts" && alerts.features.length > 0 ? boundsOf(alerts) : boundsOf(areas, alerts);
  const canvasName = place.dataset["label"] ?? "";
  place.textContent = "";
  const map = new MapView({
    container: place,
    style: look(place.dataset["tiles"] ?? ""),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    ...(bounds.isEmpty() ? {} : { bounds, fitBoundsOptions: { padding: 24 } }),
    locale: {
      "Map.Title": canvasName,
      "NavigationControl.ZoomIn": place.dataset["nearer"] ?? "",
      "NavigationControl.ZoomOut": place.dataset["farther"] ?? "",
    },
  });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  const city = boundsOf(areas);
  if (!city.isEmpty()) map.addControl(new WholeCity(city, place.dataset["home"] ?? ""), "top-right");
  map.touchZoomRotate.disableRotation();
  await map.once("load");
  source(map, "areas").setData(areas);
  source(map, "alerts").setData(alerts);
  label(map, areas);
  const drawing = place.dataset["draw"] ? new Drawing(map, place) : null;
  if (place.dataset["choose"]) new Choice(map, place.dataset["choose"], () => drawing?.busy ?? false);
  const again = place.dataset["alerts"];
  if (again && !drawing)
    document.body.addEventListener("anlan:alert", () => void fetched(again).then((data) => source(map, "alerts").setData(data)));
  if (place.dataset["preview"]) followPreview(map, place.dataset["preview"]);
  place.dataset["ready"] = "yes";
}
