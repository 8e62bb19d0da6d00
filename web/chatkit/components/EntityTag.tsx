import { useChat } from "../context";
import { toEntity, type EntitySource } from "./entity";
import { HoverCard } from "./HoverCard";
import { Icon } from "./Icon";
import { EntityCard } from "./SourceCard";

/** Something that a message refers to; where the page takes part in it, it can be pointed at and clicked. */
export function EntityTag({ source, words }: { source: EntitySource; words: string }) {
  const { options } = useChat();
  const { onClick, onRequestPreview } = options.entities ?? {};
  const content = (
    <>
      {source.icon !== null && <Icon name={source.icon} />}
      <span>{words}</span>
    </>
  );
  if (!source.interactive || (!onClick && !onRequestPreview)) return <span className="tag">{content}</span>;
  return (
    <HoverCard card={<EntityCard source={source} />}>
      {(described) => (
        <button type="button" className="tag" {...described} onClick={() => onClick?.(toEntity(source))}>
          {content}
        </button>
      )}
    </HoverCard>
  );
}
