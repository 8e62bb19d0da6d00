/** What this element can do beyond the options of `@openai/chatkit`, kept apart so that those stay portable. */
export interface DeskhandExtras {
  /** Widest the column of the conversation becomes, as a CSS length; 46rem unless given. */
  columnWidth?: string;
  /** A message that is sent while an answer is being written waits for its end instead of being refused. */
  queue?: boolean;
  /** Tells more of messages by their ids than the protocol does; each may be left out. */
  messageInfo?: (threadId: string, itemIds: readonly string[]) => Promise<Record<string, MessageInfo>>;
  /**
   * Puts a new text in the place of a message of the user, in a branch of its own where there are branches, and
   * tells the id of the message that it is now. The element then asks for an answer to that.
   */
  editMessage?: (edit: { threadId: string; itemId: string; text: string }) => Promise<{ itemId: string }>;
  /** Makes the thread go on with another version of a message; `index` counts from 0. */
  showBranch?: (choice: { threadId: string; itemId: string; index: number }) => Promise<void>;
  /**
   * Takes back everything that was changed for the answer to a message of the user, after asking; done once the user
   * has seen what became of it. Offered on answers of which `messageInfo` tells changes.
   */
  undoAnswer?: (answer: { threadId: string; itemId: string }) => Promise<void>;
  /**
   * Loads an image from another host, once the user or the thread has allowed it: for a page whose content security
   * policy lets the browser ask no other host. What it throws is shown.
   */
  loadImage?: (address: string) => Promise<Blob>;
  /** Saves the thread somewhere. The header offers it where this is given. */
  exportThread?: (threadId: string) => Promise<void> | void;
}

export interface MessageInfo {
  /** The model that answered, in words. */
  model?: string;
  /** The service that the message was sent to; absent where it never left this computer. */
  sentTo?: string;
  /** Which of its versions a message is; `index` counts from 0. */
  branch?: { index: number; count: number };
  /** Of a message of the user: how many changes were made for its answer and can be undone. */
  changes?: number;
}
