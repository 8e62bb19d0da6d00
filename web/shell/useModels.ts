import type { ModelOption } from "@openai/chatkit";
import { useCallback, useLayoutEffect, useMemo, useRef } from "react";
import { getMeter, getModels } from "./settings/models";
import { t } from "./texts";
import type { ChatElement } from "./useChatElement";
import { useResource } from "./useResource";

function describe(id: string, provider: string, remote: boolean): string {
  if (id === "builtin") return t("local");
  const name = provider === "downloaded" ? t("downloadedHere") : provider;
  return `${name} · ${t(remote ? "remote" : "local")}`;
}

/** What can answer in the conversation that is shown, and how full its model is. */
export function useModels({ ask }: ChatElement, thread: string | null) {
  const models = useResource(getModels);
  const load = useCallback(() => getMeter(thread), [thread]);
  const meter = useResource(load);
  const options = useMemo<ModelOption[]>(() => {
    const { models: found, usual } = models.data ?? { models: [], usual: null };
    // With one model there is nothing to choose.
    if (found.length < 2) return [];
    return found.map(({ id, label, provider, remote }) => ({
      id,
      label,
      description: describe(id, provider, remote),
      default: id === usual,
    }));
  }, [models.data]);
  const choose = useCallback(
    (selectedModelId: string) => ask((chat) => void chat.setComposerValue({ selectedModelId })),
    [ask],
  );
  const { data } = meter;
  // Once for each conversation: what the user picks for the next message must stay.
  const shown = useRef<string | null>(undefined);
  useLayoutEffect(() => {
    if (!data || data.thread === shown.current || !options.some(({ id }) => id === data.chosen)) return;
    shown.current = data.thread;
    choose(data.chosen);
  }, [data, options, choose]);
  return { models, meter, options, choose };
}
