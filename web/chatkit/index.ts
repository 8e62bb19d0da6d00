export { ChatKitElement, TAG, register, type DeskhandExtras } from "./element";
export { InvalidOptionsError } from "./options/schema";
