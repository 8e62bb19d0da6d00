import base from "./base.css?inline";
import chat from "./chat.css?inline";
import composer from "./composer.css?inline";
import markdown from "./markdown.css?inline";
import widgets from "./widgets.css?inline";

let sheet: CSSStyleSheet | null = null;

/** The one style sheet of every element on the page. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync([base, chat, composer, markdown, widgets].join("\n"));
  }
  return sheet;
}
