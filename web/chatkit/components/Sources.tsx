import type { Annotation, Source } from "../protocol/sources";
import { useLanguage } from "../context";
import { linkTarget } from "../markdown/links";
import { EntityTag } from "./EntityTag";
import { Icon } from "./Icon";

export function Sources({ annotations }: { annotations: readonly Annotation[] }) {
  const { count } = useLanguage();
  return (
    <details className="sources">
      <summary>{count("sources", annotations.length)}</summary>
      <ol>
        {annotations.map((annotation, position) => (
          // The number of a source is its place.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={position}>
            <SourceLine source={annotation.source} />
          </li>
        ))}
      </ol>
    </details>
  );
}

export function SourceLine({ source }: { source: Source }) {
  switch (source.type) {
    case "url":
      return <UrlSource source={source} />;
    case "file":
      return (
        <span className="source">
          <Icon name="document" />
          <span>{source.title || source.filename}</span>
          {source.title !== source.filename && <span className="muted">{source.filename}</span>}
        </span>
      );
    case "entity":
      return <EntityTag source={source} words={source.label ?? source.title} />;
  }
}

function UrlSource({ source }: { source: Extract<Source, { type: "url" }> }) {
  const target = linkTarget(source.url);
  if (target.kind !== "external") return <span className="source">{source.title || source.url}</span>;
  return (
    <span className="source">
      <Icon name="globe" />
      <a href={target.href} target="_blank" rel="noopener noreferrer">
        {source.title || target.host}
      </a>
      {/* Security: the words of a source may name any host; the real one always stands beside them. */}
      <span className="muted">
        {source.attribution === null ? target.host : `${source.attribution} · ${target.host}`}
      </span>
    </span>
  );
}
