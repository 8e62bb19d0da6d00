import { useEffect, useMemo } from "react";
import { ChatContext, ShadowContext, useSelected, useStore, useThread } from "../context";
import type { Language } from "../i18n";
import { useLanguageOf } from "../i18n/useLanguageOf";
import type { Options } from "../options/validate";
import type { ChatKit } from "../state/chatkit";
import { resolveTheme } from "../theme/theme";
import { SchemeContext, useSystemScheme } from "../theme/useDark";
import { ComposerArea } from "./Composer";
import { Header } from "./Header";
import { HistoryPanel } from "./HistoryPanel";
import { LoadFailure, Loading } from "./LoadState";
import { Notices } from "./Notices";
import { StartScreen } from "./StartScreen";
import { ThreadView } from "./ThreadView";

interface ChatAppProps {
  chat: ChatKit;
  shadow: ShadowRoot;
}

export function ChatApp({ chat, shadow }: ChatAppProps) {
  const { options } = useStore(chat.view);
  const texts = useLanguageOf(options?.locale ?? navigator.language);
  if (!options || !texts) return null;
  return (
    <ShadowContext value={shadow}>
      <Frame chat={chat} options={options} texts={texts} />
    </ShadowContext>
  );
}

interface FrameProps {
  chat: ChatKit;
  options: Options;
  texts: Language;
}

function Frame({ chat, options, texts }: FrameProps) {
  const session = useSelected(chat.view, (view) => view.session);
  const theme = useMemo(() => resolveTheme(options.theme), [options.theme]);
  const system = useSystemScheme();
  const scheme = theme.scheme ?? system;
  const value = useMemo(() => ({ chat, options, session, language: texts }), [chat, options, session, texts]);
  const historyOpen = useSelected(chat.history.store, (history) => history.open);
  useEffect(() => chat.ready(), [chat]);
  return (
    <ChatContext value={value}>
      <SchemeContext value={scheme}>
        <div
          className={`chat ${scheme}`}
          lang={texts.locale}
          dir={texts.direction}
          style={theme.variables}
          role="region"
          aria-label={options.frameTitle ?? texts.t("chat.label")}
        >
          {options.header?.enabled !== false && <Header />}
          {historyOpen ? <HistoryPanel /> : <Conversation />}
        </div>
      </SchemeContext>
    </ChatContext>
  );
}

function Conversation() {
  const empty = useThread((state) => state.items.length === 0 && !state.outgoing && !state.turn);
  const loading = useThread((state) => state.loading === "thread");
  const failed = useThread((state) => state.load_error !== null);
  const fresh = useThread((state) => state.thread === null);
  return (
    <>
      {empty && failed ? (
        <LoadFailure />
      ) : empty && loading ? (
        <Loading />
      ) : empty && fresh ? (
        <StartScreen />
      ) : (
        <ThreadView />
      )}
      {empty && <Notices />}
      <ComposerArea />
    </>
  );
}
