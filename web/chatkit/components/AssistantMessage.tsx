import { useMemo } from "react";
import type { AssistantMessage as Message } from "../protocol/items";
import { useLanguage } from "../context";
import { Markdown } from "../markdown/Markdown";
import { Sources } from "./Sources";

export function AssistantMessage({ message, streaming }: { message: Message; streaming: boolean }) {
  const { t } = useLanguage();
  const annotations = useMemo(() => message.content.flatMap((part) => part.annotations), [message.content]);
  return (
    <article className="assistant-message" aria-label={t("message.assistant")}>
      {message.content.map((part, position) => (
        <Markdown
          // Parts of a message never change their places.
          // oxlint-disable-next-line react/no-array-index-key
          key={position}
          text={part.text}
          streaming={streaming && position === message.content.length - 1}
          annotations={part.annotations}
        />
      ))}
      {annotations.length > 0 && <Sources annotations={annotations} />}
    </article>
  );
}
