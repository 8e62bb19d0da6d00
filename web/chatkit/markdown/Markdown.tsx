import type { Element } from "hast";
import { memo, useMemo, useState } from "react";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import remarkBreaks from "remark-breaks";
import remarkGfm from "remark-gfm";
import { Streamdown, useIsCodeFenceIncomplete, type Components } from "streamdown";
import type { PluggableList } from "unified";
import { useLanguage } from "../context";
import type { Annotation } from "../protocol/sources";
import { CodeBlock } from "./CodeBlock";
import { Diagram } from "./Diagram";
import { MarkdownImage } from "./MarkdownImage";
import { MarkdownLink } from "./MarkdownLink";
import { MarkdownContext, drawn, textOf, type ElementProps } from "./element";
import { heading, pageLevels } from "./headings";
import { unifyMaths, withMarkers } from "./source";
import { useMaths } from "./useMaths";

/**
 * Security: the one sanitiser, for a text that streams and for a finished one. Raw HTML never reaches it as
 * elements: without `rehype-raw` it is text.
 */
const SANITIZER: PluggableList[number] = [
  rehypeSanitize,
  {
    ...defaultSchema,
    attributes: {
      ...defaultSchema.attributes,
      code: [["className", /^language-./, "math-inline", "math-display"]],
    },
    protocols: {
      ...defaultSchema.protocols,
      href: ["http", "https", "mailto", "chatkit-link"],
      src: ["http", "https"],
    },
  },
];

// A longer text would block the window while its elements are made, and nobody could stop its answer.
const MAX_FORMATTED = 100_000;

const REMARK: PluggableList = [remarkGfm, remarkBreaks];
const REFERENCE = /^ {0,3}\[[^\]]+\]:/m;

/** Plain elements instead of streamdown's own, which are styled for another style sheet. */
const COMPONENTS: Components = {
  ...Object.fromEntries(["p", "ul", "ol", "li", "blockquote", "hr", "strong", "em"].map((tag) => [tag, tag])),
  ...Object.fromEntries(
    ["thead", "tbody", "tr", "th", "td", "sup", "sub", "section"].map((tag) => [tag, tag]),
  ),
  h1: heading(1),
  h2: heading(2),
  h3: heading(3),
  h4: heading(4),
  h5: heading(5),
  h6: heading(6),
  a: MarkdownLink,
  img: MarkdownImage,
  pre: Fence,
  table: Table,
  inlineCode: InlineCode,
  input: TaskBox,
};

interface MarkdownProps {
  text: string;
  streaming?: boolean;
  annotations?: readonly Annotation[];
}

/** Untrusted Markdown as elements; what is longer than any answer is shown as it was written. */
export const Markdown = memo(function Markdown(props: MarkdownProps) {
  return props.text.length > MAX_FORMATTED ? <PlainText text={props.text} /> : <Formatted {...props} />;
});

/** What is cut off while it streams is completed for the eye. */
function Formatted({ text, streaming = false, annotations = NONE }: MarkdownProps) {
  const maths = useMaths(text);
  // A text that was seen streaming keeps its blocks: drawn as one it would be built anew, and jump.
  const [streamed] = useState(streaming);
  const mode = streaming || (streamed && !REFERENCE.test(text)) ? "streaming" : "static";
  const source = useMemo(() => {
    const marked = annotations.length > 0 ? withMarkers(text, annotations) : text;
    return maths ? unifyMaths(marked) : marked;
  }, [text, annotations, maths]);
  const levels = pageLevels(text).join();
  const context = useMemo(
    () => ({ annotations, levels: levels.split(",").map((level) => Number(level) || undefined) }),
    [annotations, levels],
  );
  const plugins = useMemo(
    () => ({
      remarkPlugins: maths ? [...REMARK, ...maths.remark] : REMARK,
      rehypePlugins: maths ? [SANITIZER, ...maths.rehype] : [SANITIZER],
    }),
    [maths],
  );
  return (
    <MarkdownContext value={context}>
      <Streamdown
        // It is not drawn again for other plugins alone, as when those for formulas have arrived.
        key={maths ? "maths" : "plain"}
        className="markdown"
        dir="auto"
        mode={mode}
        parseIncompleteMarkdown={streaming}
        isAnimating={streaming}
        controls={false}
        linkSafety={NO_DIALOG}
        components={COMPONENTS}
        {...plugins}
      >
        {source}
      </Streamdown>
    </MarkdownContext>
  );
}

function PlainText({ text }: { text: string }) {
  const { t } = useLanguage();
  return (
    <div className="markdown">
      <p className="too-long">{t("markdown.plain")}</p>
      <div className="as-written" dir="auto">
        {text}
      </div>
    </div>
  );
}

const NONE: readonly Annotation[] = [];
const NO_DIALOG = { enabled: false };

function Fence({ node }: ElementProps) {
  const incomplete = useIsCodeFenceIncomplete();
  const child = node?.children[0];
  const element = child?.type === "element" ? child : undefined;
  const code = textOf(element ?? node).replace(/\n$/, "");
  const language = languageOf(element);
  if (language === "mermaid") return <Diagram source={code} complete={!incomplete} />;
  return <CodeBlock code={code} language={language} complete={!incomplete} />;
}

function languageOf(element: Element | undefined): string {
  const classes = element?.properties["className"];
  const name = Array.isArray(classes)
    ? classes.find((entry) => String(entry).startsWith("language-"))
    : undefined;
  return name === undefined ? "" : String(name).slice("language-".length).toLowerCase();
}

function InlineCode({ children }: ElementProps) {
  return <code dir="auto">{drawn(children)}</code>;
}

/** The box of a task list: it shows a state and cannot be ticked. */
function TaskBox({ node }: ElementProps) {
  const { t } = useLanguage();
  const done = node?.properties["checked"] === true;
  return (
    <input type="checkbox" checked={done} disabled aria-label={t(done ? "task.complete" : "task.open")} />
  );
}

function Table({ children }: ElementProps) {
  return (
    // A wide table scrolls by itself, and so must be reachable by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="table-scroll" tabIndex={0}>
      <table>{drawn(children)}</table>
    </div>
  );
}
