import { useContext } from "react";
import { EntityTag } from "../components/EntityTag";
import { HoverCard } from "../components/HoverCard";
import { SourceCard } from "../components/SourceCard";
import { useChat, useLanguage } from "../context";
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
      return <SourceMarker number={target.number} />;
    case "inert":
      return <span className="inert-link">{drawn(children)}</span>;
  }
}

function SourceMarker({ number }: { number: number }) {
  const { t } = useLanguage();
  const { annotations } = useContext(MarkdownContext);
  const source = annotations[number - 1]?.source;
  if (!source) return null;
  if (source.type === "entity" && source.inline_label !== null) {
    return <EntityTag source={source} words={source.inline_label} />;
  }
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
