import { useEffect, useRef, useState } from "react";
import { record, text } from "./read";

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;

const EVENTS = [
  "ready",
  "tasks.changed",
  "changes.changed",
  "threads.changed",
  "state.changed",
  "downloads.changed",
  "openings.changed",
  "closing.asked",
  "reminders.due",
] as const;

export type ServerEvent = (typeof EVENTS)[number];

/** Every event again, for the parts of the page that wait for one of their own. */
const serverEvents = new EventTarget();

/**
 * Listens to the server's events for as long as the page lives; `online` is false while it does not answer.
 * "connected" comes each time it begins to listen: what changed before was not told, so that all is to be loaded anew.
 */
export function useServerEvents(onEvent: (type: ServerEvent | "connected") => void): boolean {
  const [online, setOnline] = useState(true);
  const handler = useRef(onEvent);
  useEffect(() => {
    handler.current = onEvent;
  });
  useEffect(
    () =>
      listen((type) => {
        handler.current(type);
        serverEvents.dispatchEvent(new Event(type));
      }, setOnline),
    [],
  );
  return online;
}

/** Does something whenever the server tells of this event, with the handler of the last render. */
export function useServerEvent(type: ServerEvent | "connected", handler: () => unknown): void {
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    const handle = () => latest.current();
    serverEvents.addEventListener(type, handle);
    return () => serverEvents.removeEventListener(type, handle);
  }, [type]);
}

/** Connects again and again, waiting longer each time, and returns a function that ends it. */
function listen(
  onEvent: (type: ServerEvent | "connected") => void,
  setOnline: (online: boolean) => void,
): () => void {
  let delay = FIRST_DELAY_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource;
  const connect = () => {
    source = new EventSource("/api/events");
    source.addEventListener("open", () => {
      onEvent("connected");
      delay = FIRST_DELAY_MS;
      setOnline(true);
    });
    source.addEventListener("message", (message) => {
      const type = readType(message.data);
      if (type) onEvent(type);
    });
    source.addEventListener("error", () => {
      // The browser gives up for good after an error status, so that connecting again is up to us.
      source.close();
      setOnline(false);
      timer = setTimeout(connect, delay);
      delay = Math.min(delay * 2, LONGEST_DELAY_MS);
    });
  };
  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

function readType(data: unknown): ServerEvent | null {
  const type = text(record(parse(text(data)))["type"]);
  return EVENTS.find((candidate) => candidate === type) ?? null;
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
