import type { OpenAIChatKit } from "@openai/chatkit";
import { ChatKitElement } from "./element";

/** Fails to compile when the element no longer has the official interface. */
export const element: OpenAIChatKit = new ChatKitElement();
