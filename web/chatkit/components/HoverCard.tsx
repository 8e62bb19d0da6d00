import { useContext, useId, useState, type CSSProperties, type KeyboardEvent, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { ShadowContext } from "../context";

const WIDTH_PX = 320;
const ROOM_PX = 220;

interface HoverCardProps {
  card: ReactNode;
  children: (described: { "aria-describedby": string | undefined }) => ReactNode;
}

/** Shows more about its children while they, or the card itself, are pointed at or have the focus. */
export function HoverCard({ card, children }: HoverCardProps) {
  const shadow = useContext(ShadowContext);
  const id = useId();
  const [place, setPlace] = useState<CSSProperties | null>(null);
  const chat = shadow?.querySelector(".chat");
  const close = () => setPlace(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
  };
  return (
    // What is shown belongs to the link or button inside, which is what takes the keys.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <span
      // Not onMouseEnter, which React leaves out when the mouse comes at once from a tree of the page that holds us.
      onMouseOver={(event) => setPlace(beside(event.currentTarget, chat))}
      onMouseOut={(event) => {
        if (!isInside(event.relatedTarget, event.currentTarget)) close();
      }}
      onFocus={(event) => setPlace(beside(event.currentTarget, chat))}
      onBlur={close}
      onKeyDown={onKeyDown}
    >
      {children({ "aria-describedby": place ? id : undefined })}
      {place &&
        chat &&
        createPortal(
          <div className="hover-card" id={id} role="tooltip" style={place}>
            {card}
          </div>,
          chat,
        )}
    </span>
  );
}

function isInside(target: EventTarget | null, element: HTMLElement): boolean {
  return target instanceof Node && element.contains(target);
}

/** Below the trigger, or above it where there is no room; never over the edge of the chat that it is drawn in. */
function beside(trigger: HTMLElement, chat: Element | null | undefined): CSSProperties {
  const box = trigger.getBoundingClientRect();
  const around = (chat ?? document.documentElement).getBoundingClientRect();
  const left = Math.max(8, Math.min(box.left - around.left, around.width - WIDTH_PX - 8));
  const below = around.bottom - box.bottom > ROOM_PX;
  return { left, ...(below ? { top: box.bottom - around.top } : { bottom: around.bottom - box.top }) };
}
