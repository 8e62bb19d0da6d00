import type { Command, CommandSelection, Entity } from "@openai/chatkit";
import { useEffect, useState } from "react";
import { useChat } from "../context";
import type { Options } from "../options/validate";
import type { Tag } from "../state/composer";
import { toError } from "../state/host";
import { withoutTrigger, type Trigger } from "../state/trigger";

export type Suggestion =
  | {
      kind: "entity";
      key: string;
      label: string;
      detail: string;
      group: string;
      icon: string;
      entity: Entity;
    }
  | {
      kind: "command";
      key: string;
      label: string;
      detail: string;
      group: string;
      icon: string;
      command: Command;
    };

/** What the page suggests for the word that is being typed, and what choosing one of it does. */
export function useSuggestions(text: string, trigger: Trigger | null) {
  const { chat, session, options } = useChat();
  const [found, setFound] = useState<{ trigger: Trigger; entries: Suggestion[] } | null>(null);
  const [dismissed, setDismissed] = useState<number | null>(null);
  // What a command opened: it stands until something is chosen or typed.
  const [menu, setMenu] = useState<Suggestion[] | null>(null);
  const kind = trigger?.kind;
  const query = trigger?.query;
  const start = trigger?.start;
  useEffect(() => {
    if (kind === undefined || query === undefined || start === undefined) return undefined;
    let current = true;
    const report = (reason: unknown) => chat.emit("chatkit.error", { error: toError(reason) });
    search(options, { kind, query, start }).then((entries) => {
      if (current) setFound({ trigger: { kind, query, start }, entries });
    }, report);
    return () => {
      current = false;
    };
  }, [chat, options, kind, query, start]);
  const fits =
    found !== null && trigger !== null && found.trigger.kind === trigger.kind && dismissed !== start;
  const choose = async (suggestion: Suggestion) => {
    setMenu(null);
    if (trigger) chat.composer.change(session.id, { text: withoutTrigger(text, trigger) });
    const selection = await selected(options, suggestion);
    if (selection?.type === "entity") {
      const tag = entityTag(selection.entity);
      chat.composer.change(session.id, (draft) => ({ tags: [...draft.tags, tag] }));
    } else if (selection?.type === "menu") {
      setMenu(selection.commands.map(commandSuggestion));
    }
  };
  const dismiss = () => {
    setMenu(null);
    setDismissed(start ?? null);
  };
  return {
    entries: byGroup(menu ?? (fits ? found.entries : [])),
    choose,
    dismiss,
    closeMenu: () => setMenu(null),
  };
}

/** Those of a group stand together, in the order in which the groups come up. */
function byGroup(entries: Suggestion[]): Suggestion[] {
  const groups = [...new Set(entries.map(({ group }) => group))];
  return groups.flatMap((group) => entries.filter((entry) => entry.group === group));
}

async function search(options: Options, trigger: Trigger): Promise<Suggestion[]> {
  if (trigger.kind === "entity") {
    const entities = (await options.entities?.onTagSearch?.(trigger.query)) ?? [];
    return entities.map(entitySuggestion);
  }
  if (options.commands?.enabled !== true) return [];
  return ((await options.commands.onSearch?.(trigger.query)) ?? []).map(commandSuggestion);
}

async function selected(options: Options, suggestion: Suggestion): Promise<CommandSelection | void> {
  if (suggestion.kind === "entity") return { type: "entity", entity: suggestion.entity };
  return options.commands?.onSelect?.(suggestion.command);
}

function entitySuggestion(entity: Entity): Suggestion {
  const { id, title, group = "", icon = "" } = entity;
  return { kind: "entity", key: id, label: title, detail: "", group, icon, entity };
}

function commandSuggestion(command: Command): Suggestion {
  const { id, label, description, group = "", icon = "" } = command;
  return { kind: "command", key: id, label, detail: description ?? "", group, icon, command };
}

function entityTag(entity: Entity): Tag {
  return {
    type: "input_tag",
    id: entity.id,
    text: entity.title,
    data: entity.data ?? {},
    group: entity.group ?? null,
    interactive: entity.interactive === true,
  };
}
