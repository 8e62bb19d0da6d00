import { Download as Arrow, Pause, Trash2 } from "lucide-react";
import { useState } from "react";
import { ConfirmDialog } from "../ConfirmDialog";
import { useServerEvent } from "../connection";
import { ListFailure, Skeleton } from "../ListState";
import { t } from "../texts";
import type { Resource } from "../useResource";
import { deleteDownload, pauseDownload, sizeInWords, startDownload, type Download } from "./downloads";
import { Failure } from "./Failure";
import { useAttempt } from "./useAttempt";

interface DownloadSettingsProps {
  downloads: Resource<Download[]>;
  /** The id of the usual model. */
  usual: string | null;
  onChoose: (modelId: string) => void;
}

/** Models that Deskhand fetches itself and runs on this computer. */
export function DownloadSettings({ downloads, usual, onChoose }: DownloadSettingsProps) {
  const { data, failed, reload } = downloads;
  useServerEvent("downloads.changed", reload);
  if (!data) return failed ? <ListFailure onRetry={() => void reload()} /> : <Skeleton />;
  return (
    <ul className="settings-list" aria-label={t("downloadModels")}>
      {data.map((model) => (
        <DownloadRow
          key={model.id}
          model={model}
          used={usual === `downloaded/${model.id}`}
          onChoose={() => onChoose(`downloaded/${model.id}`)}
          onChanged={reload}
        />
      ))}
    </ul>
  );
}

interface DownloadRowProps {
  model: Download;
  used: boolean;
  onChoose: () => void;
  onChanged: () => Promise<void>;
}

function DownloadRow({ model, used, onChoose, onChanged }: DownloadRowProps) {
  const [deleting, setDeleting] = useState(false);
  const { error, busy, attempt } = useAttempt();
  const act = (action: (model: Download) => Promise<void>) =>
    void attempt(() => action(model).then(onChanged));
  const { name, state, done, bytes, notice, problem } = model;
  return (
    <li className="download">
      <div className="download-head">
        <span className="model-words">
          <span dir="auto">{name}</span>
          <span className="muted">{facts(model)}</span>
        </span>
        <FitLabel model={model} />
      </div>
      {state !== "absent" && state !== "ready" && <Progress model={model} />}
      {notice !== "" && <p className="muted">{notice}</p>}
      <Failure error={error ?? (problem || null)} />
      <div className="row-actions">
        <Action model={model} used={used} busy={busy} onAct={act} onChoose={onChoose} />
        {done > 0 && state !== "checking" && (
          <button
            type="button"
            className="icon-button small"
            disabled={busy}
            aria-label={t("deleteDownload", { name })}
            title={t("deleteDownload", { name })}
            onClick={() => setDeleting(true)}
          >
            <Trash2 aria-hidden />
          </button>
        )}
      </div>
      {deleting && (
        <ConfirmDialog
          question={t("deleteDownloadAsk", { name })}
          hint={t(state === "ready" ? "deleteDownloadHint" : "discardDownloadHint", {
            size: sizeInWords(state === "ready" ? bytes : done),
          })}
          confirm={t("deleteDownloadConfirm")}
          onConfirm={() => act(deleteDownload)}
          onClose={() => setDeleting(false)}
        />
      )}
    </li>
  );
}

const number = new Intl.NumberFormat(navigator.language, { maximumFractionDigits: 1 });

function facts({ parameters, bytes, license }: Download): string {
  const size = parameters === null ? [] : [t("parameters", { count: number.format(parameters) })];
  return [...size, sizeInWords(bytes), ...(license ? [license] : [])].join(" · ");
}

function FitLabel({ model: { fit, memory, state } }: { model: Download }) {
  if (state === "ready" && fit !== "memory") return <span className="muted">{t("downloadedHere")}</span>;
  if (fit === "disk") return <span className="fit no">{t("fitsNotDisk")}</span>;
  if (fit === "memory")
    return <span className="fit no">{t("fitsNotMemory", { size: sizeInWords(memory ?? 0) })}</span>;
  return <span className={`fit ${fit}`}>{t(fit === "slow" ? "fitsSlow" : "fits")}</span>;
}

function Progress({ model: { name, state, done, bytes } }: { model: Download }) {
  const checking = state === "checking";
  return (
    <div className="download-progress">
      <progress
        aria-label={t("downloadProgress", { name })}
        max={bytes}
        {...(!checking && { value: done })}
      />
      <span className="muted">
        {checking
          ? t("checkingDownload")
          : t("downloadedOf", { done: sizeInWords(done), size: sizeInWords(bytes) })}
        {state === "paused" && ` · ${t("paused")}`}
      </span>
    </div>
  );
}

interface ActionProps {
  model: Download;
  used: boolean;
  busy: boolean;
  onAct: (action: (model: Download) => Promise<void>) => void;
  onChoose: () => void;
}

/** What comes next. A button that lets something be fetched names how much and from whom. */
function Action({ model, used, busy, onAct, onChoose }: ActionProps) {
  const { name, state, fit, host, done, bytes } = model;
  if (state === "checking") return null;
  if (state === "ready")
    return (
      <button
        type="button"
        className="button small"
        disabled={used || busy}
        aria-label={t("useModelNamed", { name })}
        onClick={onChoose}
      >
        {t(used ? "modelInUse" : "useModel")}
      </button>
    );
  if (state === "downloading")
    return (
      <button
        type="button"
        className="button small"
        disabled={busy}
        aria-label={t("pauseDownloadOf", { name })}
        onClick={() => onAct(pauseDownload)}
      >
        <Pause aria-hidden />
        {t("pauseDownload")}
      </button>
    );
  const words = t(state === "paused" ? "goOnDownload" : "startDownload", {
    size: sizeInWords(bytes - done),
    host,
  });
  return (
    <button
      type="button"
      className="button small download-button"
      disabled={busy || fit === "memory" || fit === "disk"}
      aria-label={`${name}: ${words}`}
      onClick={() => onAct(startDownload)}
    >
      <Arrow aria-hidden />
      <span>{words}</span>
    </button>
  );
}
