import { useState, type FormEvent } from "react";
import type { AppState } from "../api";
import { ListFailure, Skeleton } from "../ListState";
import { t } from "../texts";
import { useResource } from "../useResource";
import { Failure } from "./Failure";
import { getSettings, putSetting, type Setting } from "./settings";
import { useAttempt } from "./useAttempt";

/** Every setting of settings.toml under its own name, searchable, with where its value comes from. */
export function AllSettings({ state }: { state: AppState | null }) {
  const { data, failed, reload } = useResource(getSettings);
  const [query, setQuery] = useState("");
  if (!data) return failed ? <ListFailure onRetry={() => void reload()} /> : <Skeleton />;
  const wanted = query.trim().toLowerCase();
  const found = data.filter(({ name, variable }) =>
    `${name} ${variable ?? ""}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <input
        className="field"
        type="search"
        value={query}
        placeholder={t("searchSettings")}
        aria-label={t("searchSettings")}
        onChange={(event) => setQuery(event.target.value)}
      />
      {found.length === 0 && <p className="empty">{t("noSettings")}</p>}
      <ul className="settings-list">
        {found.map((setting) => (
          <SettingRow key={setting.name} setting={setting} onSaved={reload} />
        ))}
      </ul>
      <p className="muted">Deskhand {state?.version}</p>
    </>
  );
}

function SettingRow({ setting, onSaved }: { setting: Setting; onSaved: () => Promise<void> }) {
  const { name, value, kind, source, choices, atStart } = setting;
  const shown = Array.isArray(value) ? value.join("\n") : String(value ?? "");
  const [words, setWords] = useState(shown);
  const { error, busy, attempt } = useAttempt();
  const keep = (next: string) => {
    const lines = next.split("\n").filter((line) => line.trim() !== "");
    const list = lines.length > 0 ? lines : null;
    const plain = kind === "flag" && next !== "" ? next === "true" : next.trim() || null;
    void attempt(() => putSetting(name, kind === "list" ? list : plain).then(onSaved));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep(words);
  };
  const changed =
    choices.length === 0 && kind !== "flag" && source !== "environment" && words.trim() !== shown;
  return (
    <li>
      <form className="instruction" onSubmit={submit}>
        <span className="settings-row">
          <code>{name}</code>
          <span className="muted">{sourceWords(setting)}</span>
        </span>
        <SettingField setting={setting} words={words} onWords={setWords} onChoice={keep} />
        {atStart && <span className="muted">{t("atStart")}</span>}
        <Failure error={error} />
        {changed && (
          <button type="submit" className="button" disabled={busy}>
            {t("save")}
          </button>
        )}
      </form>
    </li>
  );
}

function sourceWords({ source, variable }: Setting): string {
  if (source === "environment") return t("setBy", { variable: variable ?? "" });
  return t(source === "file" ? "setInFile" : "unset");
}

interface SettingFieldProps {
  setting: Setting;
  words: string;
  onWords: (words: string) => void;
  onChoice: (choice: string) => void;
}

function SettingField({ setting, words, onWords, onChoice }: SettingFieldProps) {
  const { name, kind, source } = setting;
  const choices = kind === "flag" ? ["true", "false"] : setting.choices;
  const field = { className: "field", "aria-label": name, disabled: source === "environment", value: words };
  if (choices.length > 0) {
    const choose = (choice: string) => {
      onWords(choice);
      onChoice(choice);
    };
    return (
      <select {...field} onChange={(event) => choose(event.target.value)}>
        <option value="">{t("unset")}</option>
        {choices.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    );
  }
  if (kind === "list" || name === "instructions")
    return <textarea {...field} rows={2} onChange={(event) => onWords(event.target.value)} />;
  return <input {...field} onChange={(event) => onWords(event.target.value)} />;
}
