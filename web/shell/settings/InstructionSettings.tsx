import { useState, type FormEvent } from "react";
import { ListFailure, Skeleton } from "../ListState";
import { t } from "../texts";
import { useResource } from "../useResource";
import { Failure } from "./Failure";
import { getInstructions, putInstructions } from "./settings";
import { useAttempt } from "./useAttempt";

/** What every answer heeds: everywhere, and in single folders. */
export function InstructionSettings() {
  const { data, failed, reload } = useResource(getInstructions);
  if (!data) return failed ? <ListFailure onRetry={() => void reload()} /> : <Skeleton />;
  return (
    <>
      <p className="muted">{t("instructionsHint")}</p>
      <InstructionForm label={t("everywhere")} text={data.everywhere} folder={null} onSaved={reload} />
      {data.folders.map(({ folder, text }) => (
        <InstructionForm
          key={folder}
          label={t("inFolder", { folder })}
          text={text}
          folder={folder}
          onSaved={reload}
        />
      ))}
    </>
  );
}

interface InstructionFormProps {
  label: string;
  text: string;
  folder: string | null;
  onSaved: () => Promise<void>;
}

function InstructionForm({ label, text, folder, onSaved }: InstructionFormProps) {
  const [words, setWords] = useState(text);
  const { error, busy, attempt } = useAttempt();
  const save = (event: FormEvent) => {
    event.preventDefault();
    void attempt(() => putInstructions(folder, words).then(onSaved));
  };
  return (
    <form className="instruction" onSubmit={save}>
      <label>
        <span dir="auto">{label}</span>
        <textarea
          className="field"
          rows={3}
          maxLength={4000}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
      <Failure error={error} />
      <button type="submit" className="button" disabled={busy || words.trim() === text}>
        {t("save")}
      </button>
    </form>
  );
}
