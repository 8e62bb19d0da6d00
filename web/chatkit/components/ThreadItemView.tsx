import { memo } from "react";
import type { ThreadItem } from "../protocol/items";
import { useChat, useLanguage } from "../context";
import { WidgetCard } from "../widgets/WidgetCard";
import { AnsweredInput } from "./AnsweredInput";
import { ErrorBoundary } from "./ErrorBoundary";
import { AssistantMessage } from "./AssistantMessage";
import { GeneratedImage } from "./GeneratedImage";
import { UserMessage } from "./UserMessage";
import { TaskView, Workflow } from "./Workflow";

interface ItemProps {
  item: ThreadItem;
  /** The item was added and is not done. */
  open: boolean;
  /** The thread is being answered. */
  active: boolean;
}

/** One item of a thread; one that cannot be drawn is named instead. */
export const ThreadItemView = memo(function ThreadItemView(props: ItemProps) {
  const { chat } = useChat();
  const { t } = useLanguage();
  return (
    <ErrorBoundary
      of={props.item}
      fallback={<p className="muted">{t("message.unknown", { kind: props.item.type })}</p>}
      onError={(error) => chat.emit("chatkit.error", { error })}
    >
      <Item {...props} />
    </ErrorBoundary>
  );
});

function Item({ item, open, active }: ItemProps) {
  const { t } = useLanguage();
  switch (item.type) {
    case "user_message":
      return <UserMessage message={item} />;
    case "assistant_message":
      return <AssistantMessage message={item} streaming={open} />;
    case "workflow":
      return <Workflow item={item} active={open && active} />;
    case "task":
      return (
        <div className="workflow">
          <TaskView task={item.task} active={active} />
        </div>
      );
    case "widget":
      return <WidgetCard item={item} busy={active} />;
    case "generated_image":
      return <GeneratedImage item={item} active={open && active} />;
    case "client_tool_call":
      return item.status === "pending" ? null : (
        <p className="muted">{t("tool.client", { name: item.name })}</p>
      );
    case "structured_input":
      return item.status === "pending" ? null : <AnsweredInput item={item} />;
    case "end_of_turn":
      return null;
    case "unknown":
      return <p className="muted">{t("message.unknown", { kind: item.kind || "?" })}</p>;
  }
}
