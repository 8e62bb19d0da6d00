/** What a link of untrusted text may do. */
export type LinkTarget =
  | { kind: "external"; href: string; host: string }
  | { kind: "mail"; href: string }
  | { kind: "deeplink"; name: string; data: Record<string, string> }
  | { kind: "source"; numbers: number[] }
  | { kind: "inert" };

export const SOURCE_PREFIX = "#ck-source-";

/** Security: everything but web and mail addresses is inert, `javascript:` and `data:` before all. */
export function linkTarget(href: unknown): LinkTarget {
  if (typeof href !== "string") return { kind: "inert" };
  if (href.startsWith(SOURCE_PREFIX)) {
    const numbers = href.slice(SOURCE_PREFIX.length).split("-").map(Number);
    const sound = numbers.every((number) => Number.isInteger(number) && number > 0);
    return sound ? { kind: "source", numbers } : { kind: "inert" };
  }
  const url = parseUrl(href);
  switch (url?.protocol) {
    case "http:":
    case "https:":
      return { kind: "external", href: url.href, host: url.host };
    case "mailto:":
      return { kind: "mail", href: url.href };
    case "chatkit-link:":
      return { kind: "deeplink", ...deeplink(url) };
    default:
      return { kind: "inert" };
  }
}

/** An address without a scheme is inert too: nothing of a message may lead to a path of the app itself. */
function parseUrl(href: string): URL | null {
  return URL.canParse(href) ? new URL(href) : null;
}

/** A text with a sign that begins no code stays as it is. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function deeplink(url: URL): { name: string; data: Record<string, string> } {
  const name = `${url.host}${url.pathname}`.replace(/^\/+|\/+$/g, "");
  return { name: decoded(name), data: Object.fromEntries(url.searchParams) };
}

const HOST_IN_TEXT = /(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu;

/** True when the words of a link name a host that the link does not lead to. */
export function namesAnotherHost(words: string, host: string): boolean {
  const real = host.replace(/:\d+$/, "").toLowerCase();
  const named = words.toLowerCase().match(HOST_IN_TEXT) ?? [];
  return named.some((name) => name !== real && !real.endsWith(`.${name}`));
}

/** `foreign` is loaded when the user asks for it, `allowed` unasked. */
export interface ImageSource {
  kind: "own" | "allowed" | "foreign";
  src: string;
  host: string;
}

/** Where an image would be loaded from, or null for an address that no image is loaded from. */
export function imageSource(
  src: unknown,
  allowedDomains: readonly string[],
  base: string,
): ImageSource | null {
  if (typeof src !== "string" || !URL.canParse(src, base)) return null;
  const url = new URL(src, base);
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  const allowed = allowedDomains.some((domain) => isWithin(url.hostname, domain));
  const kind = url.origin === new URL(base).origin ? "own" : allowed ? "allowed" : "foreign";
  return { kind, src: url.href, host: url.host };
}

function isWithin(host: string, domain: string): boolean {
  const wanted = domain.toLowerCase().replace(/^\*?\./, "");
  return wanted !== "" && (host === wanted || host.endsWith(`.${wanted}`));
}
