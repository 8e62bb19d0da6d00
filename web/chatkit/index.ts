export { ChatKitElement, TAG, register } from "./element";
export type { DeskhandExtras, MessageInfo } from "./extras";
export { InvalidOptionsError } from "./options/schema";
