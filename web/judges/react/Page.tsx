import { ChatKit, useChatKit } from "@openai/chatkit-react";
import { useEffect, useState } from "react";

type Options = Parameters<typeof useChatKit>[0];

declare global {
  interface Window {
    /** What the handlers were called with so far. */
    heard: [name: string, detail: unknown][];
    /** What `useChatKit` gives, for the test to call. */
    chat: ReturnType<typeof useChatKit>;
    /** Draws the page again with these options added. */
    change: (options: Partial<Options>) => void;
  }
}

window.heard = [];

function note(name: string): (detail?: unknown) => void {
  return (detail) => window.heard.push([name, detail ?? null]);
}

const HANDLERS = {
  onReady: note("onReady"),
  onError: note("onError"),
  onEffect: note("onEffect"),
  onDeeplink: note("onDeeplink"),
  onLog: note("onLog"),
  onResponseStart: note("onResponseStart"),
  onResponseEnd: note("onResponseEnd"),
  onHistoryOpen: note("onHistoryOpen"),
  onHistoryClose: note("onHistoryClose"),
  onThreadChange: note("onThreadChange"),
  onThreadLoadStart: note("onThreadLoadStart"),
  onThreadLoadEnd: note("onThreadLoadEnd"),
  onToolChange: note("onToolChange"),
} satisfies Partial<Options>;

const OPTIONS: Options = {
  api: { url: "/chatkit", domainKey: "local" },
  locale: "en",
  initialThread: new URLSearchParams(location.search).get("thread"),
  composer: { tools: [{ id: "deep", label: "Deep", icon: "lab", pinned: true }] },
  startScreen: { greeting: "Hello from React", prompts: [{ label: "Greet", prompt: "hello", icon: "star" }] },
  onClientTool: ({ name, params }) => ({ name, kind: params["kind"] }),
};

/** The official React wrapper around whichever element is registered. */
export function Page() {
  const [options, setOptions] = useState(OPTIONS);
  const chat = useChatKit({ ...options, ...HANDLERS });
  useEffect(() => {
    window.chat = chat;
    window.change = (more) => setOptions((before) => ({ ...before, ...more }));
  }, [chat]);
  return <ChatKit control={chat.control} style={{ display: "block", height: "100%" }} />;
}
