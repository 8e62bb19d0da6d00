import { createRoot } from "react-dom/client";
import { register } from "../../chatkit";
import { Page } from "./Page";

register();
const root = document.getElementById("app");
if (root) createRoot(root).render(<Page />);
