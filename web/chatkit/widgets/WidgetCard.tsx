import { useMemo, useState } from "react";
import type { WidgetItem } from "../protocol/items";
import { useChat, useLanguage } from "../context";
import { toError } from "../state/host";
import { labelledFields } from "../state/widgetTree";
import { loadingBehavior, withFields, type ActionConfig } from "./actions";
import { WidgetContext, type WidgetContextValue } from "./context";
import { WidgetNodeView } from "./WidgetNodeView";

/** A widget of the thread. `busy` is true while the thread is being answered. */
export function WidgetCard({ item, busy }: { item: WidgetItem; busy: boolean }) {
  const { t } = useLanguage();
  const { value, blocked, error } = useActions(item, busy);
  return (
    <WidgetContext value={value}>
      <div className={blocked ? "widget blocked" : "widget"} inert={blocked} aria-busy={blocked}>
        <WidgetNodeView node={item.widget} />
      </div>
      {error !== null && (
        <p className="refusal" role="alert">
          {t("widget.failed", { message: error })}
        </p>
      )}
    </WidgetContext>
  );
}

interface Running {
  behavior: "none" | "self" | "container";
  key: string;
}

function useActions(item: WidgetItem, busy: boolean) {
  const perform = usePerform(item);
  const labelled = useMemo(() => labelledFields(item.widget), [item.widget]);
  const [running, setRunning] = useState<Running | null>(null);
  const [revision, setRevision] = useState(0);
  const [error, setError] = useState<string | null>(null);
  const value = useMemo<WidgetContextValue>(
    () => ({
      itemId: item.id,
      labelled,
      revision,
      running: running?.behavior === "self" ? running.key : null,
      available: (action) => {
        if (running && running.behavior !== "none") return false;
        return !busy || action === null || !action.streaming || action.handler === "client";
      },
      run: async (action, source, key, fields) => {
        setRunning({ behavior: loadingBehavior(action, source), key });
        try {
          await perform(action, fields);
          setError(null);
        } catch (reason) {
          setError(toError(reason).message);
        }
        setRunning(null);
        setRevision((count) => count + 1);
      },
    }),
    [item.id, labelled, revision, running, busy, perform],
  );
  return { value, error, blocked: running?.behavior === "container" };
}

/** Sends an action where it belongs: to the page, to the server, or to the server in a turn of its own. */
function usePerform(item: WidgetItem) {
  const { chat, session, options } = useChat();
  const { t } = useLanguage();
  return useMemo(
    () => async (config: ActionConfig, fields: readonly (readonly [string, string | boolean | null])[]) => {
      const { payload, collisions } = withFields(config.payload, fields);
      for (const name of collisions) {
        chat.emit("chatkit.error", { error: new Error(t("widget.collision", { name })) });
      }
      const { type, handler, streaming } = config;
      chat.emit("chatkit.log", {
        name: "widget.action",
        data: { widgetType: item.widget.type, actionType: type, handler },
      });
      const action = { type, payload };
      if (handler === "client") {
        await options.widgets?.onAction?.(action, { id: item.id, widget: asWidgetRoot(item.widget) });
      } else if (streaming) await session.act(action, item.id);
      else await session.actSync(action, item.id);
    },
    [chat, session, options, item.id, item.widget, t],
  );
}

type WidgetRoot = Parameters<
  NonNullable<NonNullable<ReturnType<typeof useChat>["options"]["widgets"]>["onAction"]>
>[1]["widget"];

/** The page gets the widget as the server sent it; that it is one of the roots is the server's promise. */
function asWidgetRoot(widget: WidgetItem["widget"]): WidgetRoot {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return widget as WidgetRoot;
}
