import type { Attachment, UserContent, UserMessage } from "../protocol/items";

/** A message as the user composes it. */
export interface MessageDraft {
  content: UserContent[];
  attachments: Attachment[];
  quoted_text: string | null;
  tool_choice: string | null;
  model: string | null;
}

/** The `UserMessageInput` of the protocol. */
export function messageInput(draft: MessageDraft): object {
  return {
    content: draft.content,
    attachments: draft.attachments.map((attachment) => attachment.id),
    ...(draft.quoted_text !== null && { quoted_text: draft.quoted_text }),
    inference_options: {
      ...(draft.tool_choice !== null && { tool_choice: { id: draft.tool_choice } }),
      ...(draft.model !== null && { model: draft.model }),
    },
  };
}

/** The message as it is shown until the server confirms it. */
export function outgoingMessage(draft: MessageDraft): UserMessage {
  return {
    ...draft,
    type: "user_message",
    id: "outgoing",
    thread_id: "",
    created_at: new Date().toISOString(),
  };
}
