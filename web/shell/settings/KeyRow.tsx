import { useState, type FormEvent } from "react";
import { t } from "../texts";
import { Failure } from "./Failure";
import { forgetKey, getModelsBehind, setKey, type Provider } from "./models";
import { useAttempt } from "./useAttempt";

interface KeyRowProps {
  provider: Provider;
  /** The id of the usual model. */
  usual: string | null;
  onChanged: () => Promise<void>;
  onChoose: (modelId: string) => void;
}

/** One service that wants a key: enter it, choose among its models, or forget it. */
export function KeyRow({ provider, usual, onChanged, onChoose }: KeyRowProps) {
  const { error, busy, attempt } = useAttempt();
  const [models, setModels] = useState<string[] | null>(null);
  const [told, setTold] = useState("");
  const enter = (key: string) =>
    attempt(async () => {
      const { models: found, kept } = await setKey(provider.name, key);
      setModels(found);
      setTold(t(kept ? "keyKept" : "keyNotKept"));
      await onChanged();
    });
  const has = provider.status !== "no key";
  return (
    <li className="key-row">
      <div className="settings-row">
        <span>{provider.label}</span>
        {has && (
          <span className="row-actions">
            <button
              type="button"
              className="button small"
              disabled={busy}
              aria-label={t("showModelsOf", { name: provider.label })}
              onClick={() => void attempt(async () => setModels(await getModelsBehind(provider.name)))}
            >
              {t("showModels")}
            </button>
            {provider.status === "key" ? (
              <span className="muted">{t("keyFromEnvironment")}</span>
            ) : (
              <button
                type="button"
                className="button small"
                disabled={busy}
                aria-label={t("forgetKeyOf", { name: provider.label })}
                onClick={() => void attempt(() => forgetKey(provider.name).then(onChanged))}
              >
                {t("forgetKey")}
              </button>
            )}
          </span>
        )}
      </div>
      {!has && <KeyForm name={provider.label} busy={busy} onEnter={enter} />}
      <Failure error={error} />
      <p role="status" className="muted">
        {busy ? t("asking", { name: provider.label }) : told}
      </p>
      {models !== null && <ModelsBehind {...{ provider, usual, models, onChoose }} />}
    </li>
  );
}

interface KeyFormProps {
  name: string;
  busy: boolean;
  onEnter: (key: string) => Promise<boolean>;
}

function KeyForm({ name, busy, onEnter }: KeyFormProps) {
  const [key, setOwnKey] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() !== "" && (await onEnter(key))) setOwnKey("");
  };
  return (
    <form className="key-form" onSubmit={(event) => void submit(event)}>
      <input
        className="field"
        type="password"
        autoComplete="off"
        spellCheck={false}
        value={key}
        placeholder={t("keyOf", { name })}
        aria-label={t("keyOf", { name })}
        onChange={(event) => setOwnKey(event.target.value)}
      />
      <button
        type="submit"
        className="button"
        disabled={busy || key.trim() === ""}
        aria-label={t("useKeyOf", { name })}
      >
        {t("useKey")}
      </button>
    </form>
  );
}

interface ModelsBehindProps {
  provider: Provider;
  usual: string | null;
  models: readonly string[];
  onChoose: (modelId: string) => void;
}

function ModelsBehind({ provider, usual, models, onChoose }: ModelsBehindProps) {
  const [model, setModel] = useState(models[0] ?? "");
  if (models.length === 0) return <p className="muted">{t("noModelsThere")}</p>;
  const id = `${provider.name}/${model}`;
  return (
    <div className="key-form">
      <select
        className="field"
        aria-label={t("modelsOf", { name: provider.label })}
        value={model}
        onChange={(event) => setModel(event.target.value)}
      >
        {models.map((each) => (
          <option key={each} value={each}>
            {each}
          </option>
        ))}
      </select>
      <button type="button" className="button" disabled={id === usual} onClick={() => onChoose(id)}>
        {t(id === usual ? "modelInUse" : "useModel")}
      </button>
    </div>
  );
}
