import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App";
import { restCaret } from "./caret";
import { direction } from "./texts";
import "./styles/theme.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/overlays.css";
import "./styles/layout.css";
import "./styles/panel.css";
import "./styles/threads.css";
import "./styles/tasks.css";
import "./styles/trust.css";
import "./styles/desk.css";
import "./styles/settings.css";
import "./styles/search.css";

document.documentElement.lang = navigator.language;
document.documentElement.dir = direction;
restCaret(document);
const root = document.getElementById("app");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
