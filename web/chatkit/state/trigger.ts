/** A word before the caret that asks for suggestions: `@` for things to refer to, `/` for commands. */
export interface Trigger {
  kind: "entity" | "command";
  query: string;
  /** Where the sign stands in the text. */
  start: number;
}

/** A command is all that is typed so far; a reference may come anywhere, at the beginning of a word. */
export function triggerAt(text: string, caret: number): Trigger | null {
  const start = text.slice(0, caret).search(/\S*$/);
  const word = text.slice(start, caret);
  if (word.startsWith("@")) return { kind: "entity", query: word.slice(1), start };
  if (word.startsWith("/") && start === 0) return { kind: "command", query: word.slice(1), start };
  return null;
}

/** The text without the word that asked for suggestions. */
export function withoutTrigger(text: string, trigger: Trigger): string {
  const end = trigger.start + trigger.query.length + 1;
  return text.slice(0, trigger.start) + text.slice(end).replace(/^ /, "");
}
