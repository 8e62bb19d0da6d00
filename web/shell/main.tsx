import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { register } from "../chatkit";
import { App } from "./App";
import "./styles/shell.css";

register();
document.documentElement.lang = navigator.language;
const root = document.getElementById("app");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
