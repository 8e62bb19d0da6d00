import { useEffect, useState } from "react";
import { register } from "../chatkit";

/** Ours, or the element that OpenAI serves; the user chooses in the settings, and the server tells. */
export type Frontend = "deskhand" | "openai-cdn";

const CDN_SCRIPT = "https://cdn.platform.openai.com/deployments/chatkit/chatkit.js";

/** Defines the chat element, and says whether it is there; `unreachable` where ours had to stand in for OpenAI's. */
export function useFrontend(frontend: Frontend | null): { ready: boolean; unreachable: boolean } {
  const [state, setState] = useState({ ready: false, unreachable: false });
  useEffect(() => {
    if (frontend === null) return;
    if (frontend === "deskhand") register();
    const defined = frontend === "deskhand" ? Promise.resolve() : loadScript(CDN_SCRIPT);
    defined.then(
      () => setState({ ready: true, unreachable: false }),
      () => {
        register();
        setState({ ready: true, unreachable: true });
      },
    );
  }, [frontend]);
  return state;
}

async function loadScript(src: string): Promise<void> {
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.async = true;
    script.addEventListener("load", resolve);
    script.addEventListener("error", reject);
    document.head.append(script);
  });
  await customElements.whenDefined("openai-chatkit");
}
