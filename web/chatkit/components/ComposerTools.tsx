import type { ToolOption } from "@openai/chatkit";
import { AtSign, ChevronDown, Paperclip, Plus, X } from "lucide-react";
import { useRef } from "react";
import { useChat, useLanguage, useStore } from "../context";
import { Icon } from "./Icon";
import { Menu } from "./Menu";

export function AttachButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const { options } = useChat();
  const { t } = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  const attachments = options.composer?.attachments;
  if (!attachments?.enabled) return null;
  const accept = Object.entries(attachments.accept ?? {}).flatMap(([type, extensions]) => [
    type,
    ...extensions,
  ]);
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={t("composer.attach")}
        title={t("composer.attach")}
        onClick={() => input.current?.click()}
      >
        <Paperclip aria-hidden />
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple={attachments.maxCount !== 1}
        accept={accept.join(",")}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </>
  );
}

/** Begins a reference, for who does not know the sign for it. */
export function MentionButton() {
  const { chat, session, options } = useChat();
  const { t } = useLanguage();
  if (options.entities?.showComposerMenu !== true || !options.entities.onTagSearch) return null;
  const begin = () => {
    chat.composer.change(session.id, ({ text }) => ({ text: text === "" ? "@" : `${text.trimEnd()} @` }));
    chat.focus();
  };
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={t("composer.mention")}
      title={t("composer.mention")}
      onClick={begin}
    >
      <AtSign aria-hidden />
    </button>
  );
}

/** Pinned tools as buttons, the others in a menu, and the chosen one as a chip that can be taken away. */
export function ToolPicker() {
  const { chat, options } = useChat();
  const { t } = useLanguage();
  const { tool: chosen } = useStore(chat.composer.store);
  const tools = options.composer?.tools ?? [];
  const unpinned = tools.filter((tool) => tool.pinned !== true);
  const selected = unpinned.find((tool) => tool.id === chosen);
  return (
    <>
      {unpinned.length > 0 && (
        <Menu
          label={t("composer.tools")}
          button={<Plus aria-hidden />}
          side="above"
          entries={unpinned.map((tool) => ({
            key: tool.id,
            label: tool.label,
            icon: <Icon name={tool.icon} />,
            checked: tool.id === chosen,
            choose: () => chat.selectTool(tool.id, "composer"),
          }))}
        />
      )}
      {tools
        .filter((tool) => tool.pinned === true)
        .map((tool) => (
          <PinnedTool key={tool.id} tool={tool} chosen={tool.id === chosen} />
        ))}
      {selected && (
        <button
          type="button"
          className="tool-chip"
          aria-label={t("composer.tool.clear", { name: selected.label })}
          onClick={() => chat.selectTool(null, "composer")}
        >
          <Icon name={selected.icon} />
          <span>{selected.shortLabel ?? selected.label}</span>
          <X aria-hidden />
        </button>
      )}
    </>
  );
}

function PinnedTool({ tool, chosen }: { tool: ToolOption; chosen: boolean }) {
  const { chat } = useChat();
  return (
    <button
      type="button"
      className="tool-chip"
      aria-pressed={chosen}
      onClick={() => chat.selectTool(chosen ? null : tool.id, "composer")}
    >
      <Icon name={tool.icon} />
      <span>{tool.shortLabel ?? tool.label}</span>
    </button>
  );
}

export function ModelPicker() {
  const { chat, options } = useChat();
  const { t } = useLanguage();
  const { model } = useStore(chat.composer.store);
  const models = options.composer?.models ?? [];
  if (models.length === 0) return null;
  const chosen = models.find(({ id }) => id === model);
  return (
    <Menu
      className="model-picker"
      label={t("composer.model.chosen", { name: chosen?.label ?? "" })}
      side="above"
      button={
        <>
          <span className="ellipsis">{chosen?.label ?? t("composer.model")}</span>
          <ChevronDown aria-hidden />
        </>
      }
      entries={models.map(({ id, label, description, disabled }) => ({
        key: id,
        label,
        detail: description,
        disabled,
        checked: id === model,
        choose: () => chat.composer.store.update({ model: id }),
      }))}
    />
  );
}
