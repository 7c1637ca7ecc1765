// Coordinates as people type them, and shapes on the ground. One polygon a line: "longitude,latitude longitude,latitude
// ..."; one circle a line: "longitude,latitude radius-in-km".

export type Point = readonly [number, number];
export interface Circle {
  readonly centre: Point;
  readonly km: number;
}

const EARTH_KM = 6371.0088; // mean radius, IUGG
const rad = (degrees: number): number => (degrees * Math.PI) / 180;

export function distanceKm(a: Point, b: Point): number {
  const half = (x: number): number => Math.sin(x / 2) ** 2;
  const h = half(rad(b[1] - a[1])) + Math.cos(rad(a[1])) * Math.cos(rad(b[1])) * half(rad(b[0] - a[0]));
  return 2 * EARTH_KM * Math.asin(Math.sqrt(h));
}

export function circleRing(circle: Circle, points = 64): Point[] {
  const ring: Point[] = [];
  const [longitude, latitude] = [rad(circle.centre[0]), rad(circle.centre[1])];
  const arc = circle.km / EARTH_KM;
  for (let k = 0; k <= points; k += 1) {
    const bearing = (2 * Math.PI * k) / points;
    const lat = Math.asin(Math.sin(latitude) * Math.cos(arc) + Math.cos(latitude) * Math.sin(arc) * Math.cos(bearing));
    const lon = longitude + Math.atan2(
      Math.sin(bearing) * Math.sin(arc) * Math.cos(latitude),
      Math.cos(arc) - Math.sin(latitude) * Math.sin(lat),
    );
    ring.push([(lon * 180) / Math.PI, (lat * 180) / Math.PI]);
  }
  return ring;
}

function point(text: string): Point | null {
  const [longitude, latitude, ...rest] = text.split(",").map(Number);
  if (longitude === undefined || latitude === undefined || rest.length > 0) return null;
  return Number.isFinite(longitude) && Number.isFinite(latitude) ? [longitude, latitude] : null;
}

export function readPolygons(text: string): Point[][] {
  const rings: Point[][] = [];
  for (const line of text.split("\n")) {
    const points = line.trim().split(/[\s;]+/).filter(Boolean).map(point);
    const ring = points.filter((found): found is Point => found !== null);
    if (ring.length >= 3 && ring.length === points.length) rings.push(ring);
  }
  return rings;
}

export function readCircles(text: string): Circle[] {
  const circles: Circle[] = [];
  for (const line of text.split("\n")) {
    const [where, radius] = line.trim().split(/\s+/);
    const centre = where ? point(where) : null;
    const km = Number(radius);
    if (centre && km > 0) circles.push({ centre, km });
  }
  return circles;
}

const shown = (p: Point): string => `${p[0].toFixed(5)},${p[1].toFixed(5)}`;
export const writePolygon = (ring: readonly Point[]): string => ring.map(shown).join(" ");
export const writeCircle = (circle: Circle): string => `${shown(circle.centre)} ${circle.km.toFixed(2)}`;

export function addLine(text: string, line: string): string {
  const kept = text.trim();
  return kept ? `${kept}\n${line}` : line;
}

export function polygon(ring: readonly Point[]): GeoJSON.Feature {
  const first = ring[0];
  const closed = first ? [...ring, first] : [...ring];
  return { type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [closed.map((p) => [...p])] } };
}
