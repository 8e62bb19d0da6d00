import { ArrowUp, Square } from "lucide-react";
import type { ClipboardEvent, DragEvent } from "react";
import type { StructuredInput } from "../protocol/items";
import { useChat, useLanguage, useStore, useThread } from "../context";
import { draftContent, draftOf } from "../state/composer";
import type { Options } from "../options/validate";
import { ComposerChips } from "./ComposerChips";
import { ComposerField } from "./ComposerField";
import { AttachButton, MentionButton, ModelPicker, ToolPicker } from "./ComposerTools";
import { DictateButton } from "./Dictation";
import { QueuedMessages } from "./QueuedMessages";
import { StructuredInputForm } from "./StructuredInputForm";
import { Disclaimer } from "./Disclaimer";

/** The place at the bottom: the composer, or what stands in for it. */
export function ComposerArea() {
  const pending = useThread((state) => {
    const last = state.items.at(-1);
    return last?.type === "structured_input" && last.status === "pending" && !state.turn ? last : null;
  });
  return (
    <div className="composer-area">
      <div className="column">
        {pending ? <Questions item={pending} /> : <Composer />}
        <Disclaimer />
      </div>
    </div>
  );
}

function Questions({ item }: { item: StructuredInput }) {
  const { session } = useChat();
  return (
    <StructuredInputForm
      key={item.id}
      item={item}
      onAnswer={(status, answers) => void session.answer(item.id, status, answers)}
    />
  );
}

function Composer() {
  const { t } = useLanguage();
  const status = useThread((thread) => thread.thread?.status);
  if (status === undefined || status.type === "active") return <ComposerForm />;
  return (
    <p className="composer-blocked" role="status">
      {status.reason ?? t(status.type === "locked" ? "thread.locked" : "thread.closed")}
    </p>
  );
}

function ComposerForm() {
  const { chat, session, options } = useChat();
  const { t } = useLanguage();
  const state = useStore(chat.composer.store);
  const draft = draftOf(state, session.id);
  const addFiles = (files: readonly File[]) => void chat.uploads.add(session.id, files);
  const takesFiles = options.composer?.attachments?.enabled === true;
  const tool = options.composer?.tools?.find((candidate) => candidate.id === state.tool);
  return (
    <form
      className={hasTools(options) ? "composer" : "composer inline"}
      aria-label={t("composer.label")}
      onSubmit={(event) => {
        event.preventDefault();
        void chat.submit();
      }}
      {...(takesFiles && fileTarget(addFiles))}
    >
      <QueuedMessages queued={draft.queued} />
      <ComposerChips draft={draft} />
      <ComposerField
        value={draft.text}
        placeholder={tool?.placeholderOverride ?? options.composer?.placeholder ?? t("composer.placeholder")}
      />
      <div className="composer-bar">
        <AttachButton onFiles={addFiles} />
        <MentionButton />
        <ToolPicker />
        <DictateButton />
        <span className="grow" />
        <ModelPicker />
        <SendAndStop empty={draftContent(draft).length === 0 && draft.attachments.length === 0} />
      </div>
    </form>
  );
}

/** While an answer is being written it can be stopped, and where messages may queue another one be sent. */
function SendAndStop({ empty }: { empty: boolean }) {
  const { chat } = useChat();
  const { t } = useLanguage();
  const busy = useThread((thread) => thread.turn !== null);
  const queues = useStore(chat.extras.store).queue === true;
  return (
    <>
      {busy && <StopButton />}
      {!busy && <SendButton label={t("composer.send")} disabled={empty} />}
      {busy && queues && !empty && <SendButton label={t("composer.queue")} disabled={false} />}
    </>
  );
}

function SendButton({ label, disabled }: { label: string; disabled: boolean }) {
  return (
    <button type="submit" className="send" aria-label={label} title={label} disabled={disabled}>
      <ArrowUp aria-hidden />
    </button>
  );
}

/** Without tools the bar is a button only, which stands beside the words. */
function hasTools({ composer, entities }: Options): boolean {
  const { attachments, tools = [], models = [], dictation } = composer ?? {};
  return (
    attachments?.enabled === true ||
    dictation?.enabled === true ||
    tools.length > 0 ||
    models.length > 0 ||
    entities?.showComposerMenu === true
  );
}

function StopButton() {
  const { session } = useChat();
  const { t } = useLanguage();
  const allowed = useThread((state) => state.turn?.allow_cancel === true);
  if (!allowed) return <span className="spinner" role="img" aria-label={t("turn.answering")} />;
  return (
    <button
      type="button"
      className="send"
      aria-label={t("composer.stop")}
      title={t("composer.stop")}
      onClick={() => session.stop()}
    >
      <Square className="filled" aria-hidden />
    </button>
  );
}

/** Files that are pasted or dropped; where none are taken, a paste is that of the words beside them. */
function fileTarget(add: (files: readonly File[]) => void) {
  const take = (files: FileList, event: DragEvent | ClipboardEvent) => {
    if (files.length === 0) return;
    event.preventDefault();
    add([...files]);
  };
  return {
    onPaste: (event: ClipboardEvent) => take(event.clipboardData.files, event),
    onDragOver: (event: DragEvent) => event.preventDefault(),
    onDrop: (event: DragEvent) => take(event.dataTransfer.files, event),
  };
}
