import mermaid from "mermaid";

/**
 * Security: what could make a diagram load something while it is measured. The picture itself is shown as an
 * image, in which the browser runs no script and loads nothing.
 */
const REFUSED = /url\s*\(|@import|\bimg\s*:|themeCSS|\\[0-9a-f]/i;

let count = 0;

/** Draws a diagram and returns the address of its image. Throws for what is no diagram or is refused. */
export async function drawDiagram(source: string, dark: boolean): Promise<string> {
  if (REFUSED.test(source)) throw new Error("This diagram refers to something outside of it.");
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    htmlLabels: false,
    suppressErrorRendering: true,
    theme: dark ? "dark" : "neutral",
    fontFamily: "system-ui, sans-serif",
    flowchart: { htmlLabels: false },
    secure: ["secure", "securityLevel", "startOnLoad", "maxTextSize", "htmlLabels", "themeCSS", "fontFamily"],
  });
  const { svg } = await mermaid.render(`ck-diagram-${++count}`, source);
  return `data:image/svg+xml;charset=utf-8,${encodeURIComponent(withSize(svg))}`;
}

/** An image needs a size of its own: mermaid only gives the view box. */
function withSize(svg: string): string {
  const box = /viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"/.exec(svg);
  if (!box) return svg;
  return svg.replace(/width="100%"/, `width="${box[1]}" height="${box[2]}"`);
}
