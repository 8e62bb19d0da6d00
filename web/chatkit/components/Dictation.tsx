import { Mic, Square } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useChat, useLanguage } from "../context";
import { startRecording, type Recording } from "../state/recording";
import { toError } from "../state/host";

type Stage = "idle" | "recording" | "writing";

/** Records what is said, and puts what the server understood behind the words that are typed. */
export function DictateButton() {
  const { options } = useChat();
  const { t } = useLanguage();
  const { stage, failed, toggle } = useDictation();
  if (options.composer?.dictation?.enabled !== true) return null;
  const label = t(stage === "recording" ? "composer.dictate.stop" : "composer.dictate");
  return (
    <>
      <button
        type="button"
        className="icon-button"
        aria-label={label}
        title={label}
        aria-pressed={stage === "recording"}
        disabled={stage === "writing"}
        onClick={() => void toggle()}
      >
        {stage === "idle" ? <Mic aria-hidden /> : <Square className="filled" aria-hidden />}
      </button>
      <span role="status" className={failed ? "refusal" : "muted"}>
        {failed ? t("composer.dictate.failed") : STAGES[stage] && t(STAGES[stage])}
      </span>
    </>
  );
}

const STAGES = {
  idle: null,
  recording: "composer.dictate.listening",
  writing: "composer.dictate.writing",
} as const;

function useDictation() {
  const { chat, session } = useChat();
  const [stage, setStage] = useState<Stage>("idle");
  const [failed, setFailed] = useState(false);
  const recording = useRef<Recording | null>(null);
  useEffect(() => () => recording.current?.cancel(), []);
  const finish = async (current: Recording) => {
    recording.current = null;
    setStage("writing");
    await chat.transcribe(session.id, await current.finish());
    setStage("idle");
    chat.focus();
  };
  const begin = async () => {
    recording.current = await startRecording();
    setStage("recording");
  };
  const toggle = async () => {
    setFailed(false);
    try {
      await (recording.current ? finish(recording.current) : begin());
    } catch (reason) {
      setStage("idle");
      setFailed(true);
      chat.emit("chatkit.error", { error: toError(reason) });
    }
  };
  return { stage, failed, toggle };
}
