import type { ChatKitOptions, ModelOption } from "@openai/chatkit";
import { useMemo } from "react";
import type { UiSettings } from "./api";
import type { Frontend } from "./frontend";
import { t } from "./texts";

/** What the server takes of one file. */
const MOST_BYTES = 50 * 1024 * 1024;

/** The options of the chat, within the keys of `@openai/chatkit`, so that its own element could stand in for ours. */
export function useChatOptions(
  theme: UiSettings["theme"],
  models: ModelOption[],
  frontend: Frontend,
): ChatKitOptions {
  return useMemo(() => chatOptions(theme, models, frontend), [theme, models, frontend]);
}

function chatOptions(theme: UiSettings["theme"], models: ModelOption[], frontend: Frontend): ChatKitOptions {
  return {
    // The address is in full, as the element of OpenAI runs in a frame of another origin.
    api: {
      url: new URL("/chatkit", location.href).href,
      domainKey: "local",
      uploadStrategy: { type: "two_phase" },
      // The server answers this page alone, and not the frame that OpenAI's element runs in.
      ...(frontend === "openai-cdn" && { fetch: (input, init) => fetch(input, init) }),
    },
    theme: {
      ...(theme !== "system" && { colorScheme: theme }),
      radius: "round",
      typography: { baseSize: 15 },
    },
    frameTitle: "Deskhand",
    header: { enabled: false },
    history: { enabled: false },
    startScreen: {
      greeting: t("greeting"),
      // The built-in model is trained on English, so that what is sent stays in English.
      prompts: [
        { label: t("promptAdd"), prompt: "Add a task: buy milk tomorrow", icon: "check-circle" },
        { label: t("promptList"), prompt: "Show my tasks", icon: "notebook" },
        { label: t("promptFiles"), prompt: "Show my files", icon: "document" },
        { label: t("promptRead"), prompt: "Read Welcome.md", icon: "book-open" },
      ],
    },
    composer: {
      placeholder: t("placeholder"),
      attachments: { enabled: true, maxSize: MOST_BYTES },
      ...(models.length > 0 && { models }),
    },
    threadItemActions: { retry: true },
    thread: { autoScroll: true },
  };
}
