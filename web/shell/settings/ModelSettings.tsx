import { Check, Cloud, Monitor, RefreshCw } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useServerEvent } from "../connection";
import { ListFailure, Skeleton } from "../ListState";
import { t } from "../texts";
import { useResource } from "../useResource";
import { DownloadSettings } from "./DownloadSettings";
import { getDownloads } from "./downloads";
import { Failure } from "./Failure";
import { KeyRow } from "./KeyRow";
import { chooseModel, getModels, type Model, type Models } from "./models";
import { useAttempt } from "./useAttempt";
import type { Place } from "./useSection";

interface ModelSettingsProps {
  /** What the user came for; null for all of it. */
  place: Place | null;
  onChosen: (modelId: string) => void;
}

/** Where answers come from: three equal ways, and the one in use. */
export function ModelSettings({ place, onChosen }: ModelSettingsProps) {
  const { data, failed, reload } = useResource(getModels);
  const downloads = useResource(getDownloads);
  const keys = useRef<HTMLElement>(null);
  // Not before: what is above would push it away again.
  const whole = data !== null && (downloads.data !== null || downloads.failed);
  useEffect(() => {
    if (place !== "keys" || !whole) return;
    keys.current?.scrollIntoView();
    keys.current?.querySelector("input")?.focus({ preventScroll: true });
  }, [place, whole]);
  const { error, busy, attempt } = useAttempt();
  useServerEvent("state.changed", reload);
  if (!data) return failed ? <ListFailure onRetry={() => void reload()} /> : <Skeleton />;
  const choose = (id: string) =>
    void attempt(async () => {
      await chooseModel(id);
      onChosen(id);
      await reload();
    });
  return (
    <>
      {data.fixed !== null && <p className="muted">{t("modelFixed", { variable: data.fixed })}</p>}
      <Failure error={error} />
      <ModelList data={data} busy={busy || data.fixed !== null} onChoose={choose} />
      <section>
        <h3 className="settings-title">{t("localModels")}</h3>
        <LocalPrograms data={data} onLook={() => void reload()} />
      </section>
      <section>
        <h3 className="settings-title">{t("downloadModels")}</h3>
        <p className="muted">{t("downloadHint")}</p>
        <DownloadSettings downloads={downloads} usual={data.usual} onChoose={choose} />
      </section>
      <section ref={keys}>
        <h3 className="settings-title">{t("keyModels")}</h3>
        <p className="muted">{t("keyHint")}</p>
        <ul className="settings-list">
          {data.providers
            .filter(({ status }) => status !== "found" && status !== "absent")
            .map((provider) => (
              <KeyRow
                key={provider.name}
                provider={provider}
                usual={data.usual}
                onChanged={reload}
                onChoose={choose}
              />
            ))}
        </ul>
      </section>
    </>
  );
}

interface ModelListProps {
  data: Models;
  busy: boolean;
  onChoose: (id: string) => void;
}

function ModelList({ data, busy, onChoose }: ModelListProps) {
  return (
    <ul className="settings-list" aria-label={t("usualModel")}>
      {data.models.map((model) => (
        <li key={model.id}>
          <button
            type="button"
            className="model-choice"
            aria-pressed={model.id === data.usual}
            disabled={busy && model.id !== data.usual}
            onClick={() => onChoose(model.id)}
          >
            <Where model={model} />
            <span className="model-words">
              <span dir="auto">{model.label}</span>
              <span className="muted">
                {providerName(model)} · {t(model.remote ? "remote" : "local")}
              </span>
            </span>
            {model.id === data.usual && <Check className="chosen" aria-hidden />}
          </button>
        </li>
      ))}
    </ul>
  );
}

function providerName({ id, provider }: Model): string {
  if (id === "builtin") return t("builtinHint");
  return provider === "downloaded" ? t("downloadedHere") : provider;
}

function Where({ model }: { model: Model }) {
  return model.remote ? <Cloud aria-hidden /> : <Monitor aria-hidden />;
}

function LocalPrograms({ data, onLook }: { data: Models; onLook: () => void }) {
  const [looked, setLooked] = useState(false);
  const programs = data.providers.filter(({ status }) => status === "found" || status === "absent");
  return (
    <>
      <ul className="settings-list">
        {programs.map(({ name, label, status, models }) => (
          <li key={name} className="settings-row">
            <span>{label}</span>
            <span className="muted">
              {status === "found" ? t("programFound", { count: String(models.length) }) : t("programAbsent")}
            </span>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="button"
        onClick={() => {
          setLooked(true);
          onLook();
        }}
      >
        <RefreshCw aria-hidden />
        {t("lookAgain")}
      </button>
      <span role="status" className="muted">
        {looked ? t("looked") : ""}
      </span>
    </>
  );
}
