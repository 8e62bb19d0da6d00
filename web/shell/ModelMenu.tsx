import { ChevronDown, Cloud, Monitor } from "lucide-react";
import { Popover } from "radix-ui";
import type { AppState } from "./api";
import { Failure } from "./settings/Failure";
import { EFFORTS, type Meter } from "./settings/models";
import { putSetting } from "./settings/settings";
import { useAttempt } from "./settings/useAttempt";
import { t } from "./texts";

interface ModelMenuProps {
  state: AppState | null;
  meter: Meter | null;
  onOpen: () => void;
  onSettings: () => void;
}

/** Which model answers and where; opened, how full it is with this conversation and what that has cost. */
export function ModelMenu({ state, meter, onOpen, onSettings }: ModelMenuProps) {
  if (!state?.ready) {
    return (
      <p className="model" role="status">
        <span className="spinner" aria-hidden />
        {t("starting")}
      </p>
    );
  }
  const { label, name, remote } = state.model;
  const Where = remote ? Cloud : Monitor;
  return (
    <Popover.Root onOpenChange={(open) => open && onOpen()}>
      <Popover.Trigger className={remote ? "model remote" : "model"} title={name}>
        <Where aria-hidden />
        <span className="model-name">{meter?.model ?? (label || name)}</span>
        <span className="model-place">{t(remote ? "remote" : "local")}</span>
        <ChevronDown aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="menu meter"
          align="end"
          sideOffset={4}
          collisionPadding={8}
          aria-label={t("meterTitle")}
        >
          {meter && <Fullness meter={meter} />}
          {meter && <Spent meter={meter} />}
          {meter?.thinks && <EffortChoice meter={meter} onChanged={onOpen} />}
          <Popover.Close className="button wide" onClick={onSettings}>
            {t("chooseModel")}
          </Popover.Close>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const number = new Intl.NumberFormat(navigator.language);

function Fullness({ meter }: { meter: Meter }) {
  const { limit, parts, leftOut } = meter;
  if (limit === null) return <p className="muted">{t("meterBuiltin")}</p>;
  const used = parts.reduce((sum, part) => sum + part.tokens, 0);
  const share = Math.min(100, Math.round((100 * used) / limit));
  return (
    <section>
      <h2 className="settings-title">{t("meterTitle")}</h2>
      <meter
        className={share > 80 ? "fullness high" : "fullness"}
        min={0}
        max={100}
        value={share}
        aria-label={t("meterTitle")}
      />
      <p className="muted">
        {t("meterUsed", { used: number.format(used), limit: number.format(limit), share: String(share) })}
      </p>
      <dl className="meter-parts">
        {parts.map(({ name, server, tokens }) => (
          <div key={server ?? name}>
            <dt>{partName(name, server)}</dt>
            <dd>{number.format(tokens)}</dd>
          </div>
        ))}
        {leftOut > 0 && (
          <div>
            <dt>{t("meterLeftOut")}</dt>
            <dd>{number.format(leftOut)}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function partName(name: string, server: string | null): string {
  if (server !== null) return t("meterTools", { server });
  return t(name === "instructions" ? "settingsInstructions" : "meterConversation");
}

const EFFORT_WORDS = {
  minimal: "effortMinimal",
  low: "effortLow",
  medium: "effortMedium",
  high: "effortHigh",
} as const;

function EffortChoice({ meter, onChanged }: { meter: Meter; onChanged: () => void }) {
  const { error, busy, attempt } = useAttempt();
  const choose = (effort: string) =>
    void attempt(() => putSetting("reasoning_effort", effort || null).then(onChanged));
  return (
    <>
      <label className="effort">
        <span>{t("effort")}</span>
        <select
          className="field"
          value={meter.effort ?? ""}
          disabled={busy}
          onChange={(event) => choose(event.target.value)}
        >
          <option value="">{t("effortUsual")}</option>
          {EFFORTS.map((effort) => (
            <option key={effort} value={effort}>
              {t(EFFORT_WORDS[effort])}
            </option>
          ))}
        </select>
      </label>
      <Failure error={error} />
    </>
  );
}

function Spent({ meter }: { meter: Meter }) {
  const { given, answered, dollars, more } = meter.spent;
  if (given + answered === 0) return null;
  const price = Number(dollars);
  const words = price > 0 ? inDollars(price) : t(more ? "priceUnknown" : "free");
  return (
    <p className="muted">
      {t("spent", { given: number.format(given), answered: number.format(answered) })} ·{" "}
      {price > 0 && more ? t("atLeast", { price: words }) : words}
    </p>
  );
}

function inDollars(price: number): string {
  if (price < 0.0001) return "<\u00a0$0.0001";
  return `$${price.toFixed(price < 0.1 ? 4 : 2)}`;
}
