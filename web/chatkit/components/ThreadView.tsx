import { ArrowDown } from "lucide-react";
import { memo, useEffect, useMemo, useRef, type ReactNode, type RefObject } from "react";
import { useChat, useLanguage, useStore, useThread } from "../context";
import { Icon } from "./Icon";
import { ItemActions } from "./ItemActions";
import { Notices } from "./Notices";
import { QuoteButton } from "./QuoteButton";
import { ThreadItemView } from "./ThreadItemView";
import { TurnErrorLine } from "./TurnErrorLine";
import { UserMessage } from "./UserMessage";
import { groupTurns, isShown, type TurnGroup } from "./turns";
import { useScroll } from "./useScroll";

export function ThreadView() {
  const { options } = useChat();
  const { t } = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  useMessageInfo();
  const { away, jump } = useScroll(scroller, content, options.thread?.autoScroll === true);
  return (
    <div className="thread">
      {/* A region that scrolls must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="scroller" ref={scroller} tabIndex={0} role="region" aria-label={t("messages.label")}>
        <Log content={content}>
          <Older />
          <Items />
          <Tail />
        </Log>
      </div>
      {away && (
        <button
          type="button"
          className="jump"
          aria-label={t("thread.latest")}
          title={t("thread.latest")}
          onClick={jump}
        >
          <ArrowDown aria-hidden />
        </button>
      )}
      <QuoteButton content={content} />
      <LiveStatus />
    </div>
  );
}

/** Asks for what the page knows of the messages, whenever there are others and none is being written. */
function useMessageInfo(): void {
  const { chat, session } = useChat();
  const { messageInfo } = useStore(chat.extras.store);
  const settled = useThread((state) => (state.turn === null ? state.items : null));
  useEffect(() => {
    if (!messageInfo || !settled || session.id === null) return;
    const messages = settled.filter(({ type }) => type === "user_message" || type === "assistant_message");
    void chat.extras.learn(
      session.id,
      messages.map(({ id }) => id),
    );
  }, [chat, session, messageInfo, settled]);
}

/** A screen reader tells what is new in here, and of an answer only once it is complete. */
function Log({ content, children }: { content: RefObject<HTMLDivElement | null>; children: ReactNode }) {
  const busy = useThread((state) => state.turn !== null || state.loading !== "none");
  return (
    <div className="column items" ref={content} role="log" aria-busy={busy}>
      {children}
    </div>
  );
}

function Older() {
  const { session } = useChat();
  const { t } = useLanguage();
  const older = useThread((state) => state.older);
  const loading = useThread((state) => state.loading);
  if (!older) return null;
  return (
    <button
      type="button"
      className="button quiet older"
      disabled={loading === "older"}
      onClick={() => void session.loadOlder()}
    >
      {loading === "older" ? <span className="spinner" aria-hidden /> : null}
      {t("thread.older")}
    </button>
  );
}

function Items() {
  const items = useThread((state) => state.items);
  const groups = useMemo(() => groupTurns(items), [items]);
  return groups.map((group, position) => (
    <TurnView key={group.key} group={group} last={position === groups.length - 1} />
  ));
}

/** While an answer streams only its own turn is drawn again, however many are above it. */
const TurnView = memo(function TurnView({ group, last }: { group: TurnGroup; last: boolean }) {
  const open = useThread((state) => state.open_items);
  const busy = useThread((state) => state.turn !== null);
  const active = busy && last;
  return (
    <section className="turn">
      {group.asked && (
        <div className="item" data-item={group.asked.id}>
          <ThreadItemView item={group.asked} open={false} active={false} />
        </div>
      )}
      {group.answers.map((item) => (
        <div className="item" key={item.id} data-item={item.id}>
          <ThreadItemView item={item} open={open.has(item.id)} active={busy} />
        </div>
      ))}
      {!active && group.answers.some(isShown) && (
        <ItemActions items={group.answers} askedId={group.asked?.id ?? null} />
      )}
    </section>
  );
}, sameTurn);

function sameTurn(
  before: { group: TurnGroup; last: boolean },
  now: { group: TurnGroup; last: boolean },
): boolean {
  return (
    before.last === now.last &&
    before.group.asked === now.group.asked &&
    before.group.answers.length === now.group.answers.length &&
    before.group.answers.every((item, position) => item === now.group.answers[position])
  );
}

/** Everything behind the last item: what was just sent, what happens now, and what went wrong. */
function Tail() {
  const { t } = useLanguage();
  const outgoing = useThread((state) => state.outgoing);
  const turn = useThread((state) => state.turn);
  const stopped = useThread((state) => state.stopped);
  const waiting = useThread((state) => state.turn !== null && state.open_items.size === 0);
  return (
    <>
      {outgoing && <UserMessage message={outgoing} unsent={turn === null} />}
      <Notices />
      {turn?.progress ? (
        <p className="progress">
          {turn.progress.icon === null ? (
            <span className="spinner" aria-hidden />
          ) : (
            <Icon name={turn.progress.icon} className="mark" />
          )}
          <span className="running">{turn.progress.text}</span>
        </p>
      ) : (
        waiting && (
          <p className="progress">
            <span className="thinking" role="img" aria-label={t("turn.thinking")}>
              <i />
              <i />
              <i />
            </span>
          </p>
        )
      )}
      {stopped && <p className="muted">{t("thread.stopped")}</p>}
      <TurnErrorLine />
    </>
  );
}

/** Tells a screen reader when an answer begins and ends, and not each word of it. */
function LiveStatus() {
  const { t } = useLanguage();
  const busy = useThread((state) => state.turn !== null);
  const any = useThread((state) => state.items.length > 0);
  return (
    <p className="visually-hidden" role="status" aria-live="polite">
      {busy ? t("turn.answering") : any && t("turn.done")}
    </p>
  );
}
