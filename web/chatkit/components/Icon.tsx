import { lazy, Suspense } from "react";
import { ICONS } from "./icons";

const LucideIcon = lazy(() => import("./LucideIcon"));

interface IconProps {
  name: string;
  className?: string;
}

/** An icon of the protocol, or any of Lucide as `lucide:name`. A name that nobody knows draws nothing. */
export function Icon({ name, className = "icon" }: IconProps) {
  const Known = Object.hasOwn(ICONS, name) ? ICONS[name] : undefined;
  if (Known) {
    return <Known className={name.endsWith("-filled") ? `${className} filled` : className} aria-hidden />;
  }
  if (!name.startsWith("lucide:")) return null;
  return (
    <Suspense fallback={<span className={className} />}>
      <LucideIcon name={name.slice("lucide:".length)} className={className} />
    </Suspense>
  );
}
