// Live events: one stream from the server, resumed after a break, and polling where streams do not pass.
//
// <body data-live="/live/" data-live-after="41"> says where; each event becomes a DOM event "anlan:TOPIC" on the body
// with the payload as detail, which parts of a page wait for: hx-trigger="anlan:alert from:body".

interface Told {
  readonly id: number;
  readonly topic: string;
  readonly payload: unknown;
}

const POLL_EVERY_MS = 5_000;
const STREAM_TRIES = 3;

function isTold(value: unknown): value is Told {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  return typeof record["id"] === "number" && typeof record["topic"] === "string";
}

function tell(body: HTMLElement, told: Told): void {
  body.dataset["liveAfter"] = String(told.id);
  body.dispatchEvent(new CustomEvent(`anlan:${told.topic}`, { detail: told.payload, bubbles: true }));
}

function read(body: HTMLElement, text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return; // a heartbeat
  }
  if (isTold(value)) tell(body, value);
}

function show(body: HTMLElement, state: "stream" | "poll" | "off"): void {
  body.dataset["liveState"] = state;
}

async function poll(body: HTMLElement, address: string): Promise<void> {
  const url = new URL(address, location.href);
  url.searchParams.set("poll", "1");
  url.searchParams.set("after", body.dataset["liveAfter"] ?? "");
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) return show(body, "off");
    const events: unknown = await answer.json();
    show(body, "poll");
    if (Array.isArray(events)) for (const event of events) if (isTold(event)) tell(body, event);
  } catch {
    show(body, "off");
  }
}

export function listen(body: HTMLElement): void {
  const address = body.dataset["live"];
  if (!address) return;
  let failures = 0;
  const url = new URL(address, location.href);
  const after = body.dataset["liveAfter"];
  if (after) url.searchParams.set("after", after);
  const source = new EventSource(url);
  source.onopen = () => {
    failures = 0;
    show(body, "stream");
  };
  source.onmessage = (event: MessageEvent<string>) => read(body, event.data);
  source.onerror = () => {
    failures += 1;
    show(body, "off");
    if (failures < STREAM_TRIES) return; // the browser tries again with Last-Event-ID
    source.close();
    window.setInterval(() => void poll(body, address), POLL_EVERY_MS);
  };
  window.addEventListener("pagehide", () => source.close());
}
