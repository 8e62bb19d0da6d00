import type { ThreadItem } from "../protocol/items";

/** What the user asked and everything that was answered to it. */
export interface TurnGroup {
  key: string;
  asked: ThreadItem | null;
  answers: ThreadItem[];
}

/** Cuts the items of a thread before each message of the user. */
export function groupTurns(items: readonly ThreadItem[]): TurnGroup[] {
  const groups: TurnGroup[] = [];
  for (const item of items) {
    const last = groups.at(-1);
    if (item.type === "user_message") groups.push({ key: item.id, asked: item, answers: [] });
    else if (last) last.answers.push(item);
    else groups.push({ key: item.id, asked: null, answers: [item] });
  }
  return groups;
}

/** Whether an item is something that can be acted upon: open questions stand in the composer's place. */
export function isShown(item: ThreadItem): boolean {
  if (item.type === "end_of_turn") return false;
  return item.type !== "structured_input" || item.status !== "pending";
}
