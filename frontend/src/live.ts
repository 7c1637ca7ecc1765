// Live events: one stream from the server, resumed after a break, and polling where streams do not pass.
//
// <body data-live="/outbox/live" data-live-poll="/outbox/live/poll"> says where; each event becomes a DOM event
// "anlan:TOPIC" on the body with the payload as detail, which parts of a page wait for:
// hx-trigger="anlan:alert from:body".

const TOPICS = ["alert", "bulletin", "delivery", "ingest"] as const; // as in outbox/topics.py
const POLL_EVERY_MS = 5_000;
const STREAM_TRIES = 3;
const PATIENCE_MS = 8_000; // until a reader is told that nothing new arrives

interface Told {
  readonly topic: string;
  readonly data: unknown;
}

function isTold(value: unknown): value is Told {
  return typeof value === "object" && value !== null && typeof (value as Record<string, unknown>)["topic"] === "string";
}

function tell(body: HTMLElement, topic: string, detail: unknown): void {
  body.dispatchEvent(new CustomEvent(`anlan:${topic}`, { detail, bubbles: true }));
}

function show(body: HTMLElement, state: "stream" | "poll" | "off"): void {
  if (body.dataset["liveState"] === state) return;
  body.dataset["liveState"] = state;
  window.setTimeout(() => warn(body), state === "off" ? PATIENCE_MS : 0); // a stream that only begins anew is no fault
}

function warn(body: HTMLElement): void {
  const notice = body.querySelector<HTMLElement>(".live-off");
  if (!notice) return;
  notice.hidden = body.dataset["liveState"] !== "off";
  notice.textContent = notice.hidden ? "" : (notice.dataset["words"] ?? "");
}

class Poll {
  #last = "";

  constructor(private readonly body: HTMLElement, private readonly address: string) {}

  begin(last: string): void {
    this.#last = last;
    void this.#look();
    window.setInterval(() => void this.#look(), POLL_EVERY_MS);
  }

  async #look(): Promise<void> {
    const url = new URL(this.address, location.href);
    if (this.#last) url.searchParams.set("after", this.#last);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) return show(this.body, "off");
      this.#take((await answer.json()) as unknown);
      show(this.body, "poll");
    } catch {
      show(this.body, "off"); // the next look may get through
    }
  }

  #take(answer: unknown): void {
    if (typeof answer !== "object" || answer === null) return;
    const { last, events } = answer as { last?: unknown; events?: unknown };
    if (typeof last === "number") this.#last = String(last);
    if (Array.isArray(events)) for (const one of events) if (isTold(one)) tell(this.body, one.topic, one.data);
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null; // the topic alone makes parts load anew
  }
}

export function listen(body: HTMLElement): void {
  const { live, livePoll } = body.dataset;
  if (!live || !livePoll) return;
  let failures = 0;
  let last = "";
  let polling = false;
  const open = (): EventSource => {
    const address = new URL(live, location.href);
    if (last) address.searchParams.set("after", last);
    const source = new EventSource(address);
    source.onopen = () => {
      failures = 0;
      show(body, "stream");
    };
    for (const topic of TOPICS)
      source.addEventListener(topic, (event: MessageEvent<string>) => {
        last = event.lastEventId;
        tell(body, topic, read(event.data));
      });
    source.onerror = () => {
      failures += 1;
      show(body, "off");
      if (failures < STREAM_TRIES && source.readyState !== EventSource.CLOSED) return; // the browser tries again
      source.close();
      polling = true;
      new Poll(body, livePoll).begin(last);
    };
    return source;
  };
  let source = open();
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted || polling) return; // a page that comes back from the history is as old as when it was left
    source = open();
    for (const topic of TOPICS) tell(body, topic, null);
  });
}
