import { LogOut } from "lucide-react";
import { useState, type FormEvent } from "react";
import { ListFailure, Skeleton } from "../ListState";
import { Failure } from "../settings/Failure";
import { getSettings, putSetting } from "../settings/settings";
import { useAttempt } from "../settings/useAttempt";
import { t, type TextKey } from "../texts";
import { useResource } from "../useResource";
import { getStanding, quit, type Standing } from "./api";

async function getDesktop() {
  const [settings, standing] = await Promise.all([getSettings(), getStanding()]);
  const is = (name: string) => settings.find((setting) => setting.name === name)?.value === true;
  return { standing, background: is("background"), startAtLogin: is("start_at_login") };
}

/** How the app is there beside its window: in the background, in the tray, by a key, and from the login on. */
export function DesktopSettings() {
  const { data, failed, reload } = useResource(getDesktop);
  const { error, busy, attempt } = useAttempt();
  if (!data) return failed ? <ListFailure onRetry={() => void reload()} /> : <Skeleton />;
  const { standing } = data;
  if (standing === null) return <p className="muted">{t("desktopElsewhere")}</p>;
  const keep = (name: string, value: string | boolean | null) =>
    attempt(() => putSetting(name, value).then(reload));
  return (
    <>
      <Failure error={error} />
      <Switch
        label={t("background")}
        hint={`${t("backgroundHint")} ${t(standing.tray === "shown" ? "trayShown" : "trayNone")}`}
        on={data.background}
        busy={busy}
        onChange={(on) => keep("background", on || null)}
      />
      <Switch
        label={t("startAtLogin")}
        hint={t(standing.autostart === "failed" ? "startAtLoginFailed" : "startAtLoginHint")}
        on={data.startAtLogin}
        busy={busy}
        onChange={(on) => keep("start_at_login", on || null)}
      />
      <HotkeyField key={standing.key} standing={standing} busy={busy} onKeep={keep} />
      <div>
        <button type="button" className="button" onClick={() => void attempt(quit)}>
          <LogOut aria-hidden />
          {t("quit")}
        </button>
      </div>
    </>
  );
}

interface SwitchProps {
  label: string;
  hint: string;
  on: boolean;
  busy: boolean;
  /** Says whether it was kept. */
  onChange: (on: boolean) => Promise<boolean>;
}

function Switch({ label, hint, on, busy, onChange }: SwitchProps) {
  const [shown, setShown] = useState(on);
  const turn = async (next: boolean) => {
    setShown(next);
    if (!(await onChange(next))) setShown(!next);
  };
  return (
    <label className="switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={shown}
        checked={shown}
        disabled={busy}
        onChange={(event) => void turn(event.target.checked)}
      />
      <span>
        {label}
        <span className="muted">{hint}</span>
      </span>
    </label>
  );
}

const HOTKEY_TEXTS: Readonly<Record<string, TextKey>> = {
  on: "hotkeyOn",
  off: "hotkeyOff",
  held: "hotkeyHeld",
  unknown: "hotkeyUnknown",
  wayland: "hotkeyElsewhere",
  unsupported: "hotkeyElsewhere",
};

interface HotkeyFieldProps {
  standing: Standing;
  busy: boolean;
  onKeep: (name: string, value: string | null) => Promise<boolean>;
}

function HotkeyField({ standing, busy, onKeep }: HotkeyFieldProps) {
  const shown = standing.key ?? "off";
  const [words, setWords] = useState(shown);
  const told = HOTKEY_TEXTS[standing.hotkey] ?? "hotkeyElsewhere";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void onKeep("hotkey", words.trim() || null);
  };
  return (
    <form className="hotkey" onSubmit={submit}>
      <label className="settings-title" htmlFor="hotkey">
        {t("hotkey")}
      </label>
      <span className="muted">{t("hotkeyHint")}</span>
      <span className="key-form">
        <input
          id="hotkey"
          className="field"
          dir="ltr"
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <button type="submit" className="button" disabled={busy || words.trim() === shown}>
          {t("save")}
        </button>
      </span>
      <output className={standing.hotkey === "on" || standing.hotkey === "off" ? "muted" : "settings-error"}>
        {t(told, { key: shown })}
      </output>
      {told === "hotkeyElsewhere" && <code dir="ltr">deskhand quick</code>}
    </form>
  );
}
