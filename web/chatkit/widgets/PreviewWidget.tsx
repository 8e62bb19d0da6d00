import type { WidgetNode } from "../protocol/items";
import { labelledFields } from "../state/widgetTree";
import { WidgetContext, type WidgetContextValue } from "./context";
import { WidgetNodeView } from "./WidgetNodeView";

/** A widget that is only looked at: it belongs to no item, so that there is nothing for an action to act on. */
export function PreviewWidget({ id, widget }: { id: string; widget: WidgetNode }) {
  const still: WidgetContextValue = {
    itemId: `preview-${id}`,
    labelled: labelledFields(widget),
    revision: 0,
    running: null,
    available: () => false,
    run: async () => undefined,
  };
  return (
    <WidgetContext value={still}>
      <div inert>
        <WidgetNodeView node={widget} />
      </div>
    </WidgetContext>
  );
}
