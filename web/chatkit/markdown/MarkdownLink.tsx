import { useContext } from "react";
import { EntityTag } from "../components/EntityTag";
import { HoverCard } from "../components/HoverCard";
import { SourceCard } from "../components/SourceCard";
import { SourceLine } from "../components/Sources";
import { useChat, useLanguage } from "../context";
import type { Source } from "../protocol/sources";
import { drawn, MarkdownContext, textOf, type ElementProps } from "./element";
import { linkTarget, namesAnotherHost } from "./links";

export function MarkdownLink({ node, children }: ElementProps) {
  const { chat } = useChat();
  const target = linkTarget(node?.properties["href"]);
  switch (target.kind) {
    case "external":
      return (
        <a href={target.href} target="_blank" rel="noopener noreferrer">
          {drawn(children)}
          {namesAnotherHost(textOf(node), target.host) && <span className="real-host"> ({target.host})</span>}
        </a>
      );
    case "mail":
      return (
        <a href={target.href} target="_blank" rel="noopener noreferrer">
          {drawn(children)}
        </a>
      );
    case "deeplink": {
      const { name, data } = target;
      return (
        <button type="button" className="link" onClick={() => chat.emit("chatkit.deeplink", { name, data })}>
          {drawn(children)}
        </button>
      );
    }
    case "source":
      return <SourceMarkers numbers={target.numbers} />;
    case "inert":
      return <span className="inert-link">{drawn(children)}</span>;
  }
}

/** One marker for all sources of a place; an entity that has words of its own stands for itself. */
function SourceMarkers({ numbers }: { numbers: number[] }) {
  const { annotations } = useContext(MarkdownContext);
  const found = numbers.flatMap((number) => {
    const source = annotations[number - 1]?.source;
    return source ? [{ number, source }] : [];
  });
  const entities = found.flatMap(({ number, source }) =>
    source.type === "entity" && source.inline_label !== null ? [{ number, source }] : [],
  );
  const [first, ...others] = found.filter(({ source }) => !hasOwnWords(source));
  return (
    <>
      {entities.map(({ number, source }) => (
        <EntityTag key={number} source={source} words={source.inline_label ?? source.title} />
      ))}
      {first && others.length === 0 && <SourceMarker {...first} />}
      {first && others.length > 0 && <ManySources sources={[first, ...others]} />}
    </>
  );
}

interface Numbered {
  number: number;
  source: Source;
}

function hasOwnWords(source: Source): boolean {
  return source.type === "entity" && source.inline_label !== null;
}

function SourceMarker({ number, source }: Numbered) {
  const { t } = useLanguage();
  const label = t("source.number", { number, title: source.title });
  const target = source.type === "url" ? linkTarget(source.url) : null;
  return (
    <sup className="marker">
      <HoverCard card={<SourceCard source={source} />}>
        {(described) =>
          target?.kind === "external" ? (
            <a href={target.href} target="_blank" rel="noopener noreferrer" aria-label={label} {...described}>
              {number}
            </a>
          ) : (
            <button type="button" aria-label={label} {...described}>
              {number}
            </button>
          )
        }
      </HoverCard>
    </sup>
  );
}

function ManySources({ sources }: { sources: readonly Numbered[] }) {
  const { t } = useLanguage();
  const label = t("source.numbers", {
    numbers: sources.map(({ number }) => number).join(", "),
    titles: sources.map(({ source }) => source.title).join("; "),
  });
  const card = (
    <span className="source-list">
      {sources.map(({ number, source }) => (
        <SourceLine key={number} source={source} />
      ))}
    </span>
  );
  return (
    <sup className="marker">
      <HoverCard card={card}>
        {(described) => (
          <button type="button" aria-label={label} {...described}>
            {sources.map(({ number }) => number).join(", ")}
          </button>
        )}
      </HoverCard>
    </sup>
  );
}
