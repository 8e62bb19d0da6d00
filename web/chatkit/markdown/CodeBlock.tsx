import { useEffect, useState } from "react";
import { CopyButton } from "../components/CopyButton";
import { useLanguage } from "../context";
import { reveal } from "../text/reveal";
import type { TokenLine } from "./highlight";

// A longer text would block the window while its tokens are made.
const MAX_HIGHLIGHTED = 60_000;

export function CodeBlock(props: { code: string; language: string; complete: boolean }) {
  const { code, language, complete } = props;
  const { t } = useLanguage();
  const shown = reveal(code);
  const lines = useTokens(shown, language, complete);
  return (
    <figure className="code" dir="ltr" data-language={language || "text"}>
      <figcaption className="code-bar">
        <span>{language || "text"}</span>
        <CopyButton text={code} label={t("code.copy")} />
      </figcaption>
      {/* Long lines scroll by themselves, and so must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0}>
        <code>{lines ? <Lines lines={lines} /> : shown}</code>
      </pre>
    </figure>
  );
}

function Lines({ lines }: { lines: readonly TokenLine[] }) {
  return lines.map((line, number) => (
    // Lines and tokens have no identity but their place.
    // oxlint-disable-next-line react/no-array-index-key
    <span key={number}>
      {line.map((token, place) => (
        // oxlint-disable-next-line react/no-array-index-key
        <span key={place} className="token" style={token.htmlStyle}>
          {token.content}
        </span>
      ))}
      {number < lines.length - 1 && "\n"}
    </span>
  ));
}

function useTokens(code: string, language: string, complete: boolean): TokenLine[] | null {
  const [result, setResult] = useState<{ code: string; lines: TokenLine[] | null } | null>(null);
  const wanted = complete && language !== "" && code.length <= MAX_HIGHLIGHTED;
  useEffect(() => {
    if (!wanted) return undefined;
    let current = true;
    const show = (lines: TokenLine[] | null) => {
      if (current) setResult({ code, lines });
    };
    // Without its highlighter the code stays plain, which is still readable.
    import("./highlight").then(({ highlight }) => highlight(code, language)).then(show, () => show(null));
    return () => {
      current = false;
    };
  }, [code, language, wanted]);
  return result?.code === code ? result.lines : null;
}
