import type { ChatKitOptions, CustomApiConfig } from "@openai/chatkit";
import { isRecord } from "../protocol/read";
import {
  InvalidOptionsError,
  boolean,
  callback,
  either,
  list,
  nullable,
  number,
  object,
  oneOf,
  record,
  string,
  type Check,
} from "./schema";

/** The options as this element takes them: its API is a server of one's own, never OpenAI's. */
export type Options = ChatKitOptions & { api: CustomApiConfig };

const uploadStrategy: Check = (value, path) => {
  const direct = isRecord(value) && value["type"] === "direct";
  object({ type: oneOf("two_phase", "direct"), ...(direct && { uploadUrl: string }) })(value, path);
};

const api: Check = (value, path) => {
  if (isRecord(value) && value["getClientSecret"] !== undefined) {
    throw new InvalidOptionsError(`Option "${path}.getClientSecret" is not supported: give "${path}.url".`);
  }
  object({ url: string }, { fetch: callback, domainKey: string, uploadStrategy })(value, path);
};

const scheme = oneOf("light", "dark");

const font = object(
  { family: string, src: string },
  {
    weight: either("number", number, string),
    style: oneOf("normal", "italic", "oblique"),
    display: oneOf("auto", "block", "swap", "fallback", "optional"),
    unicodeRange: string,
  },
);

const color = object(
  {},
  {
    grayscale: object(
      { hue: number, tint: oneOf(0, 1, 2, 3, 4, 5, 6, 7, 8, 9) },
      { shade: oneOf(-4, -3, -2, -1, 0, 1, 2, 3, 4) },
    ),
    accent: object({ primary: string, level: oneOf(0, 1, 2, 3) }),
    surface: object({ background: string, foreground: string }),
  },
);

const theme = object(
  {},
  {
    colorScheme: scheme,
    typography: object(
      {},
      {
        baseSize: oneOf(14, 15, 16, 17, 18),
        fontSources: list(font),
        fontFamily: string,
        fontFamilyMono: string,
      },
    ),
    radius: oneOf("pill", "round", "soft", "sharp"),
    density: oneOf("compact", "normal", "spacious"),
    color,
  },
);

const headerAction = object({ icon: string, onClick: callback });

const header = object(
  {},
  {
    enabled: boolean,
    title: object({}, { enabled: boolean, text: string }),
    leftAction: headerAction,
    rightAction: headerAction,
  },
);

const userContent: Check = (value, path) => {
  const tag = isRecord(value) && value["type"] === "input_tag";
  object(
    { type: oneOf("input_text", "input_tag"), text: string, ...(tag && { id: string }) },
    tag ? { group: string, data: record(() => undefined), interactive: boolean } : {},
  )(value, path);
};

const startScreen = object(
  {},
  {
    greeting: string,
    prompts: list(
      object({ label: string, prompt: either("array", list(userContent), string) }, { icon: string }),
    ),
  },
);

const composer = object(
  {},
  {
    placeholder: string,
    attachments: object(
      { enabled: boolean },
      { maxSize: either("number", number, record(number)), maxCount: number, accept: record(list(string)) },
    ),
    tools: list(
      object(
        { id: string, label: string, icon: string },
        { shortLabel: string, placeholderOverride: string, pinned: boolean, persistent: boolean },
      ),
    ),
    models: list(
      object({ id: string, label: string }, { description: string, disabled: boolean, default: boolean }),
    ),
    dictation: object({ enabled: boolean }),
  },
);

const options = object(
  { api },
  {
    // Any text: a locale that has no translation falls back to English.
    locale: string,
    theme: either("string", scheme, theme),
    frameTitle: string,
    initialThread: nullable(string),
    onClientTool: callback,
    header,
    history: object({}, { enabled: boolean, showDelete: boolean, showRename: boolean }),
    startScreen,
    threadItemActions: object({}, { feedback: boolean, retry: boolean }),
    composer,
    disclaimer: object({ text: string }, { highContrast: boolean }),
    entities: object(
      {},
      { onTagSearch: callback, showComposerMenu: boolean, onClick: callback, onRequestPreview: callback },
    ),
    commands: object({ enabled: boolean }, { onSearch: callback, onSelect: callback }),
    widgets: object({}, { onAction: callback }),
    thread: object({}, { autoScroll: boolean }),
  },
);

/** Throws an `InvalidOptionsError` that names the first key that is unknown, missing or of the wrong type. */
export function assertOptions(value: unknown): asserts value is Options {
  options(value, "");
}
