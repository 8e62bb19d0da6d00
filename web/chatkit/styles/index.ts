import base from "./base.css?inline";
import composer from "./composer.css?inline";
import conversation from "./conversation.css?inline";
import extras from "./extras.css?inline";
import hover from "./hover.css?inline";
import markdown from "./markdown.css?inline";
import messages from "./messages.css?inline";
import screens from "./screens.css?inline";
import sources from "./sources.css?inline";
import widgetButtons from "./widget-buttons.css?inline";
import widgetCalendar from "./widget-calendar.css?inline";
import widgetCards from "./widget-cards.css?inline";
import widgetInputs from "./widget-inputs.css?inline";
import widgetText from "./widget-text.css?inline";
import workflow from "./workflow.css?inline";

const CHAT = [conversation, messages, workflow, sources, screens, composer, markdown, hover, extras];
// Fields share the sizes of buttons: what is a field's own comes after.
const WIDGETS = [widgetCards, widgetText, widgetButtons, widgetInputs, widgetCalendar];

let sheet: CSSStyleSheet | null = null;

/** The one style sheet of every element on the page. */
export function styleSheet(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync([base, ...CHAT, ...WIDGETS].join("\n"));
  }
  return sheet;
}
