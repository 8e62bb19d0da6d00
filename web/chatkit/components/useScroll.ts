import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";
import { useChat, useSelected, useThread } from "../context";

const NEAR_PX = 48;
const OLDER_AT_PX = 400;

/**
 * Keeps the newest line in view while the reader is there, and stays where the reader is once that is higher up.
 * `away` is true when there is something below.
 */
export function useScroll(
  scroller: RefObject<HTMLDivElement | null>,
  content: RefObject<HTMLDivElement | null>,
  follow: boolean,
) {
  const { session } = useChat();
  const [away, setAway] = useState(false);
  const pinned = useRef(true);
  const jump = useCallback(() => {
    pinned.current = true;
    scroller.current?.scrollTo({ top: scroller.current.scrollHeight });
    setAway(false);
  }, [scroller]);
  const leave = useCallback(() => {
    pinned.current = false;
  }, []);
  useReaderPosition(scroller, pinned, setAway);
  useEffect(() => {
    const [box, inner] = [scroller.current, content.current];
    if (!box || !inner) return undefined;
    const keep = new ResizeObserver(() => {
      if (pinned.current && (follow || !session.busy)) {
        box.scrollTop = box.scrollHeight;
        return;
      }
      const left = distance(box) > NEAR_PX;
      // Whom the answer has left behind is not taken to its end once it is complete.
      if (left) pinned.current = false;
      setAway(left);
    });
    keep.observe(inner);
    keep.observe(box);
    return () => keep.disconnect();
  }, [scroller, content, follow, session]);
  const outgoing = useThread((state) => state.outgoing);
  useLayoutEffect(jump, [jump, session]);
  useLayoutEffect(() => {
    if (outgoing) jump();
  }, [outgoing, jump]);
  const answering = useThread((state) => state.turn !== null);
  useLayoutEffect(() => {
    if (answering && scroller.current && distance(scroller.current) <= NEAR_PX) pinned.current = true;
  }, [answering, scroller]);
  useAnchor(scroller, content);
  useSought(content, leave);
  return { away, jump };
}

/** Brings the item that was asked for into view, and marks it for a moment. */
function useSought(content: RefObject<HTMLDivElement | null>, leave: () => void): void {
  const { chat } = useChat();
  const sought = useSelected(chat.view, (view) => view.sought);
  useLayoutEffect(() => {
    const found = content.current?.querySelector(`[data-item="${CSS.escape(sought?.itemId ?? "")}"]`);
    if (!found) return;
    leave();
    found.scrollIntoView({ block: "center" });
    found.classList.remove("sought");
    requestAnimationFrame(() => found.classList.add("sought"));
  }, [sought, content, leave]);
}

function distance(box: HTMLElement): number {
  return box.scrollHeight - box.scrollTop - box.clientHeight;
}

function useReaderPosition(
  scroller: RefObject<HTMLDivElement | null>,
  pinned: RefObject<boolean>,
  setAway: (away: boolean) => void,
): void {
  const { session } = useChat();
  useEffect(() => {
    const box = scroller.current;
    if (!box) return undefined;
    let last = box.scrollTop;
    const watch = () => {
      const near = distance(box) <= NEAR_PX;
      // Only the reader moves the position up. Being far from the end may just mean that the end moved on.
      if (near) pinned.current = true;
      else if (box.scrollTop < last) pinned.current = false;
      last = box.scrollTop;
      setAway(!near);
      if (box.scrollTop < OLDER_AT_PX) void session.loadOlder();
    };
    // Who opens a step wants to read it from its beginning.
    const settle = () => {
      if (!session.busy) pinned.current = false;
    };
    box.addEventListener("scroll", watch, { passive: true });
    box.addEventListener("click", settle, { capture: true });
    return () => {
      box.removeEventListener("scroll", watch);
      box.removeEventListener("click", settle, { capture: true });
    };
  }, [scroller, pinned, setAway, session]);
}

/**
 * Older items come in above: what the reader looks at keeps its place. Browsers that anchor the scroll position
 * do that themselves, but not at the very top.
 */
function useAnchor(
  scroller: RefObject<HTMLDivElement | null>,
  content: RefObject<HTMLDivElement | null>,
): void {
  const first = useThread((state) => state.items[0]?.id);
  const before = useRef({ first, height: 0 });
  useLayoutEffect(() => {
    const [box, inner] = [scroller.current, content.current];
    if (!box || !inner) return;
    const grown = inner.offsetHeight - before.current.height;
    const prepended = before.current.first !== undefined && before.current.first !== first;
    const unanchored = box.scrollTop === 0 || !CSS.supports("overflow-anchor", "auto");
    if (prepended && grown > 0 && unanchored) box.scrollTop += grown;
    before.current = { first, height: inner.offsetHeight };
  });
}

/** For the marked entry of a list that is longer than its box. */
export function keepInView(entry: HTMLElement | null): void {
  entry?.scrollIntoView({ block: "nearest" });
}
