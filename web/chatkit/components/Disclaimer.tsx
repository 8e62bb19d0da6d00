import { useChat } from "../context";
import { Markdown } from "../markdown/Markdown";

export function Disclaimer() {
  const { disclaimer } = useChat().options;
  if (!disclaimer) return null;
  return (
    <div className={disclaimer.highContrast ? "disclaimer strong" : "disclaimer"}>
      <Markdown text={disclaimer.text} />
    </div>
  );
}
