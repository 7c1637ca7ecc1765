// How maps look: our own layers, no tile server; a raster layer below them where the installation names one.
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";

export const COLOURS: Readonly<Record<string, string>> = {
  red: "#c3142d",
  orange: "#f28c28",
  yellow: "#ffd83d",
  blue: "#1664ad",
};

const byColour: ExpressionSpecification = [
  "match", ["get", "colour"],
  "red", "#c3142d", "orange", "#f28c28", "yellow", "#ffd83d", "blue", "#1664ad",
  "#4a5763",
];

export const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

const AREAS: LayerSpecification[] = [
  { id: "areas-fill", type: "fill", source: "areas",
    paint: { "fill-color": ["case", ["boolean", ["feature-state", "chosen"], false], "#cfe3ee", "#ffffff"],
      "fill-opacity": 0.8 } },
  { id: "areas-line", type: "line", source: "areas",
    paint: { "line-color": "#6b7a86", "line-width": ["case", ["boolean", ["feature-state", "chosen"], false], 2.5, 1] } },
];

const ALERTS: LayerSpecification[] = [
  // An exercise is an outline alone, and lies below: it never tints or hides a warning that is real.
  { id: "alerts-exercise", type: "line", source: "alerts", filter: ["get", "exercise"],
    paint: { "line-color": "#5b2a86", "line-width": 3, "line-dasharray": [2, 1.5], "line-offset": 3 } },
  { id: "alerts-fill", type: "fill", source: "alerts", filter: ["!", ["get", "exercise"]],
    paint: { "fill-color": byColour, "fill-opacity": 0.45 } },
  { id: "alerts-line", type: "line", source: "alerts", filter: ["!", ["get", "exercise"]],
    paint: { "line-color": byColour, "line-width": 3 } },
];

const DRAWN: LayerSpecification[] = [
  { id: "drawn-fill", type: "fill", source: "drawn", paint: { "fill-color": "#a3161f", "fill-opacity": 0.22 } },
  { id: "drawn-line", type: "line", source: "drawn", paint: { "line-color": "#a3161f", "line-width": 2.5 } },
  { id: "drawn-point", type: "circle", source: "drawn", filter: ["==", ["geometry-type"], "Point"],
    paint: { "circle-radius": 4, "circle-color": "#fff", "circle-stroke-color": "#a3161f", "circle-stroke-width": 2 } },
];

export function look(tiles: string): StyleSpecification {
  const style: StyleSpecification = {
    version: 8,
    sources: {
      areas: { type: "geojson", data: EMPTY, promoteId: "code" },
      alerts: { type: "geojson", data: EMPTY },
      drawn: { type: "geojson", data: EMPTY },
    },
    layers: [{ id: "ground", type: "background", paint: { "background-color": "#dfe8ec" } }],
  };
  if (tiles) {
    style.sources["tiles"] = { type: "raster", tiles: [tiles], tileSize: 256 };
    style.layers.push({ id: "tiles", type: "raster", source: "tiles" });
  }
  style.layers.push(...AREAS, ...ALERTS, ...DRAWN);
  return style;
}
