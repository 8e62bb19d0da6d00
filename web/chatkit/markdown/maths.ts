import katexCss from "katex/dist/katex.min.css?inline";
import rehypeKatex from "rehype-katex";
import remarkMath from "remark-math";
import type { PluggableList } from "unified";

export interface MathsPlugins {
  remark: PluggableList;
  rehype: PluggableList;
  /** Rules for the shadow root. The fonts are declared on the document: a shadow root cannot do that. */
  styles: CSSStyleSheet;
}

export function mathsPlugins(): MathsPlugins {
  const styles = new CSSStyleSheet();
  styles.replaceSync(katexCss);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, styles];
  return {
    remark: [[remarkMath, { singleDollarTextMath: false }]],
    // Security: `trust: false` keeps out \includegraphics, \href and raw HTML.
    rehype: [[rehypeKatex, { trust: false, strict: "ignore", errorColor: "currentColor" }]],
    styles,
  };
}
