import type { StartScreenPrompt } from "@openai/chatkit";
import { useChat, useLanguage } from "../context";
import { Icon } from "./Icon";

export function StartScreen() {
  const { chat, options } = useChat();
  const { t } = useLanguage();
  const { greeting, prompts = [] } = options.startScreen ?? {};
  const choose = (prompt: StartScreenPrompt) => {
    chat.emit("chatkit.log", { name: "startScreenPrompt.select" });
    const message = typeof prompt.prompt === "string" ? { text: prompt.prompt } : { content: prompt.prompt };
    void chat.sendUserMessage(message);
  };
  return (
    <div className="start">
      <div className="column">
        <h1 className="greeting">{greeting ?? t("start.greeting")}</h1>
        {prompts.length > 0 && (
          <ul className="prompts">
            {prompts.map((prompt) => (
              <li key={prompt.label}>
                <button type="button" className="prompt" onClick={() => choose(prompt)}>
                  {prompt.icon && <Icon name={prompt.icon} />}
                  <span>{prompt.label}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
