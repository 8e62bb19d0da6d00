import type { WidgetItem } from "../protocol/items";
export function WidgetCard({ item }: { item: WidgetItem; busy: boolean }) {
  return <pre>{item.copy_text}</pre>;
}
