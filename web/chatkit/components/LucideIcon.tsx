import { icons } from "lucide-react";

const byName: Readonly<Record<string, (typeof icons)[keyof typeof icons]>> = icons;

/** All of Lucide, and so a chunk of its own. */
export default function LucideIcon({ name, className }: { name: string; className: string }) {
  const pascal = name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  const Found = Object.hasOwn(byName, pascal) ? byName[pascal] : undefined;
  return Found ? <Found className={className} aria-hidden /> : null;
}
