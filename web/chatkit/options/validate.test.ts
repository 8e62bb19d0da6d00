import { expect, test } from "vitest";
import { InvalidOptionsError } from "./schema";
import { assertOptions } from "./validate";

const api = { url: "/chatkit", domainKey: "local" };

function nothing(): void {
  // Only its type matters here.
}

function check(options: unknown): () => void {
  return () => assertOptions(options);
}

const FULL = {
  api: { ...api, fetch: nothing, uploadStrategy: { type: "direct", uploadUrl: "/upload" } },
  locale: "de-DE",
  theme: {
    colorScheme: "dark",
    typography: {
      baseSize: 16,
      fontFamily: "X",
      fontSources: [{ family: "X", src: "/x.woff2", weight: 400 }],
    },
    radius: "soft",
    density: "compact",
    color: {
      grayscale: { hue: 220, tint: 6, shade: -1 },
      accent: { primary: "#0a0", level: 2 },
      surface: { background: "#fff", foreground: "#000" },
    },
  },
  frameTitle: "Chat",
  initialThread: null,
  onClientTool: nothing,
  header: { enabled: true, title: { text: "T" }, leftAction: { icon: "menu", onClick: nothing } },
  history: { enabled: true, showDelete: false, showRename: true },
  startScreen: {
    greeting: "Hi",
    prompts: [{ label: "L", prompt: [{ type: "input_text", text: "p" }], icon: "bolt" }],
  },
  threadItemActions: { feedback: true, retry: true },
  composer: {
    placeholder: "P",
    attachments: { enabled: true, maxSize: { "image/*": 5 }, maxCount: 2, accept: { "image/png": [".png"] } },
    tools: [{ id: "t", label: "T", icon: "bolt", pinned: true }],
    models: [{ id: "m", label: "M", default: true }],
    dictation: { enabled: false },
  },
  disclaimer: { text: "D", highContrast: true },
  entities: { onTagSearch: nothing, showComposerMenu: true },
  commands: { enabled: true, onSearch: nothing },
  widgets: { onAction: nothing },
  thread: { autoScroll: true },
};

test("every option of the official interface is accepted", () => {
  expect(check(FULL)).not.toThrow();
  expect(check({ api, theme: "dark", initialThread: "thr_1", locale: undefined })).not.toThrow();
});

test.each([
  [{ api, colour: 1 }, 'Unknown option "colour"'],
  [{ api, composer: { place: "x" } }, 'Unknown option "composer.place"'],
  [
    { api, startScreen: { prompts: [{ label: "x", prompt: "y", emoji: "z" }] } },
    "startScreen.prompts[0].emoji",
  ],
  [{ api, toString: 1 }, 'Unknown option "toString"'],
  [{}, 'Option "api" is required'],
  [{ api: {} }, 'Option "api.url" is required'],
  [{ api: { getClientSecret: nothing } }, '"api.getClientSecret" is not supported'],
  [{ api: { url: "/c", uploadStrategy: { type: "direct" } } }, '"api.uploadStrategy.uploadUrl" is required'],
  [{ api, theme: "pink" }, '"theme" must be one of light, dark'],
  [{ api, theme: { typography: { baseSize: 40 } } }, '"theme.typography.baseSize" must be one of'],
  [{ api, history: { enabled: "yes" } }, '"history.enabled" must be a boolean'],
  [{ api, composer: { models: {} } }, '"composer.models" must be a list'],
  [null, '"options" must be an object'],
])("%j is refused by a message that names the key", (options, message) => {
  expect(check(options)).toThrow(InvalidOptionsError);
  expect(check(options)).toThrow(message);
});
