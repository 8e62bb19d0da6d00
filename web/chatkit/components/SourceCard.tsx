import { useEffect, useState } from "react";
import type { WidgetNode } from "../protocol/items";
import { readWidget } from "../protocol/items";
import type { Source } from "../protocol/sources";
import { useChat } from "../context";
import { linkTarget } from "../markdown/links";
import { toError } from "../state/host";
import { PreviewWidget } from "../widgets/PreviewWidget";
import { toEntity, type EntitySource } from "./entity";

/** What is known of a source, as far as it fits beside its marker. */
export function SourceCard({ source }: { source: Source }) {
  if (source.type === "entity" && source.interactive) return <EntityCard source={source} />;
  return (
    <>
      <strong>{source.title}</strong>
      {source.description !== null && <span>{source.description}</span>}
      <span className="muted">{origin(source)}</span>
    </>
  );
}

function origin(source: Source): string {
  switch (source.type) {
    case "url": {
      const target = linkTarget(source.url);
      const host = target.kind === "external" ? target.host : source.url;
      return source.attribution === null ? host : `${source.attribution} · ${host}`;
    }
    case "file":
      return source.filename;
    case "entity":
      return source.label ?? "";
  }
}

/** The page may draw an entity as a widget; until it does, and where it does not, its title stands there. */
export function EntityCard({ source }: { source: EntitySource }) {
  const { chat, options } = useChat();
  const [preview, setPreview] = useState<WidgetNode | null>(null);
  const ask = options.entities?.onRequestPreview;
  useEffect(() => {
    let current = true;
    const report = (reason: unknown) => chat.emit("chatkit.error", { error: toError(reason) });
    ask?.(toEntity(source)).then((answer) => {
      if (current && answer.preview) setPreview(readWidget(answer.preview));
    }, report);
    return () => {
      current = false;
    };
  }, [chat, ask, source]);
  if (preview) return <PreviewWidget id={source.id} widget={preview} />;
  return <strong>{source.title}</strong>;
}
