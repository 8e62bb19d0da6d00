import type { HeaderOption } from "@openai/chatkit";
import { ArrowLeft, Download, History, SquarePen } from "lucide-react";
import { useChat, useLanguage, useSelected, useStore, useThread } from "../context";
import { reveal } from "../text/reveal";
import { HeaderIcon } from "./HeaderIcon";

export function Header() {
  const { chat, options } = useChat();
  const { t } = useLanguage();
  const open = useSelected(chat.history.store, (history) => history.open);
  const { leftAction, rightAction } = options.header ?? {};
  const toggle = () => (open ? chat.history.hide() : void chat.history.show());
  return (
    <header className="header">
      {leftAction && <ActionButton action={leftAction} />}
      <Title open={open} />
      {options.history?.enabled !== false && (
        <button
          type="button"
          className="icon-button"
          aria-label={t(open ? "history.close" : "history.open")}
          title={t(open ? "history.close" : "history.open")}
          aria-expanded={open}
          onClick={toggle}
        >
          {open ? <ArrowLeft aria-hidden /> : <History aria-hidden />}
        </button>
      )}
      <button
        type="button"
        className="icon-button"
        aria-label={t("history.new")}
        title={t("history.new")}
        onClick={() => {
          chat.history.hide();
          void chat.startNew();
        }}
      >
        <SquarePen aria-hidden />
      </button>
      <ExportButton />
      {rightAction && <ActionButton action={rightAction} />}
    </header>
  );
}

function Title({ open }: { open: boolean }) {
  const { options } = useChat();
  const { t } = useLanguage();
  const { enabled = true, text } = options.header?.title ?? {};
  const threadTitle = useThread((state) => reveal(state.thread?.title ?? ""));
  const name = open ? t("history.title") : enabled ? (text ?? threadTitle) : "";
  // A heading without words would be read as one.
  if (name === "") return <span className="header-title" />;
  return (
    <h2 className="header-title ellipsis" dir="auto">
      {name}
    </h2>
  );
}

function ExportButton() {
  const { chat, session } = useChat();
  const { t } = useLanguage();
  const { exportThread } = useStore(chat.extras.store);
  const id = useThread((state) => state.thread?.id ?? session.id);
  if (!exportThread || id === null) return null;
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={t("thread.export")}
      title={t("thread.export")}
      onClick={() => void exportThread(id)}
    >
      <Download aria-hidden />
    </button>
  );
}

function ActionButton({ action }: { action: NonNullable<HeaderOption["leftAction"]> }) {
  return (
    <button
      type="button"
      className="icon-button"
      // The options give an icon and no words for it.
      aria-label={action.icon.replaceAll("-", " ")}
      onClick={() => action.onClick()}
    >
      <HeaderIcon name={action.icon} />
    </button>
  );
}
