import { MessageSquareQuote } from "lucide-react";
import { useContext, useEffect, useState, type RefObject } from "react";
import { ShadowContext, useChat, useLanguage } from "../context";

interface Selected {
  words: string;
  left: number;
  top: number;
}

/** Offers to answer to exactly the words that are selected in the conversation. */
export function QuoteButton({ content }: { content: RefObject<HTMLElement | null> }) {
  const { chat, session } = useChat();
  const { t } = useLanguage();
  const [selected, setSelected] = useSelected(content);
  if (!selected) return null;
  const quote = () => {
    chat.composer.change(session.id, { quoted_text: selected.words });
    setSelected(null);
    chat.focus();
  };
  return (
    <button
      type="button"
      className="button small quote-button"
      style={{ left: selected.left, top: selected.top }}
      // The words stay selected until they are quoted.
      onMouseDown={(event) => event.preventDefault()}
      onClick={quote}
    >
      <MessageSquareQuote aria-hidden />
      {t("composer.quote")}
    </button>
  );
}

function useSelected(content: RefObject<HTMLElement | null>) {
  const shadow = useContext(ShadowContext);
  const [selected, setSelected] = useState<Selected | null>(null);
  useEffect(() => {
    const look = () => setSelected(read(shadow, content.current));
    document.addEventListener("selectionchange", look);
    return () => document.removeEventListener("selectionchange", look);
  }, [shadow, content]);
  return [selected, setSelected] as const;
}

function read(shadow: ShadowRoot | null, content: HTMLElement | null): Selected | null {
  const selection = selectionOf(shadow);
  const words = selection?.toString().trim() ?? "";
  if (!selection || !content || words === "" || !content.contains(selection.anchorNode)) return null;
  const box = selection.getRangeAt(0).getBoundingClientRect();
  const around = content.closest(".thread")?.getBoundingClientRect() ?? { left: 0, top: 0 };
  return {
    words,
    left: Math.max(8, box.left - around.left),
    top: Math.max(8, box.top - around.top - 40),
  };
}

/** Chromium tells what is selected in a shadow root by a method of that root, others by that of the document. */
function selectionOf(shadow: ShadowRoot | null): Selection | null {
  if (shadow && "getSelection" in shadow && typeof shadow.getSelection === "function") {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return shadow.getSelection() as Selection | null;
  }
  return document.getSelection();
}
