import { CircleAlert, CircleCheck, ClipboardCopy, RotateCw, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { ListFailure } from "../ListState";
import { t } from "../texts";
import { useResource } from "../useResource";
import { examine, type Finding } from "./api";

const MARKS = { ok: CircleCheck, warning: TriangleAlert, failed: CircleAlert } as const;
const LABELS = { ok: "statusOk", warning: "statusWarning", failed: "statusFailed" } as const;

/** What works on this computer and what does not, each with what to do about it. */
export function Diagnostics() {
  const { data, failed, reload } = useResource(examine);
  const [looking, setLooking] = useState(false);
  const [copied, setCopied] = useState(false);
  if (!data) return failed ? <ListFailure onRetry={() => void reload()} /> : <Looking />;
  const again = () => {
    setLooking(true);
    setCopied(false);
    void reload().finally(() => setLooking(false));
  };
  const problems = data.findings.filter(({ status }) => status !== "ok").length;
  return (
    <>
      <div className="settings-row">
        <strong>
          {problems === 0 ? t("examinedOk") : t("examinedProblems", { count: String(problems) })}
        </strong>
        <span className="row-actions">
          <button type="button" className="button" disabled={looking} onClick={again}>
            <RotateCw aria-hidden />
            {t("lookAgain")}
          </button>
          <button
            type="button"
            className="button"
            onClick={() => void navigator.clipboard.writeText(data.report).then(() => setCopied(true))}
          >
            <ClipboardCopy aria-hidden />
            {t("copyReport")}
          </button>
        </span>
      </div>
      <output className="muted">{looking ? t("examining") : copied && t("reportCopied")}</output>
      <ul className="findings">
        {data.findings.map((finding) => (
          <FindingRow key={`${finding.part} ${finding.about}`} finding={finding} />
        ))}
      </ul>
    </>
  );
}

function Looking() {
  return (
    <output className="muted" aria-busy>
      {t("examining")}
    </output>
  );
}

function FindingRow({ finding }: { finding: Finding }) {
  const { part, status, message, fix, about } = finding;
  const Mark = MARKS[status];
  // What the app says of itself comes from Python, in English.
  return (
    <li className={`finding ${status}`} lang="en" dir="ltr">
      <Mark role="img" aria-label={t(LABELS[status])} />
      <span>
        <strong>{part}</strong> {message}
        {fix && <span className="muted">{fix}</span>}
        {about && <bdi className="muted path">{about}</bdi>}
      </span>
    </li>
  );
}
