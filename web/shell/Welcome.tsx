import { Cloud, Cpu, Monitor, X } from "lucide-react";
import type { Place } from "./settings/useSection";
import { t } from "./texts";

interface WelcomeProps {
  /** One of the ways was chosen, or none is wanted. */
  onChosen: () => void;
  /** Shows the models that can be chosen, or where a key is entered. */
  onModels: (place: Place | null) => void;
}

/** Asked once: where answers come from. Nothing has to be chosen, as the built-in model is in use already. */
export function Welcome({ onChosen, onModels }: WelcomeProps) {
  const other = (place: Place | null) => () => {
    onChosen();
    onModels(place);
  };
  const ways = [
    { Mark: Cpu, title: t("welcomeBuiltin"), hint: t("welcomeBuiltinHint"), onChoose: onChosen },
    { Mark: Monitor, title: t("welcomeLocal"), hint: t("welcomeLocalHint"), onChoose: other(null) },
    { Mark: Cloud, title: t("welcomeKey"), hint: t("welcomeKeyHint"), onChoose: other("keys") },
  ];
  return (
    <section className="welcome" aria-label={t("welcome")}>
      <header className="settings-row">
        <h2 className="settings-title">{t("welcome")}</h2>
        <button
          type="button"
          className="icon-button small"
          aria-label={t("close")}
          title={t("close")}
          onClick={onChosen}
        >
          <X aria-hidden />
        </button>
      </header>
      <ul className="ways">
        {ways.map(({ Mark, title, hint, onChoose }) => (
          <li key={title}>
            <button type="button" className="way" onClick={onChoose}>
              <Mark aria-hidden />
              <span className="way-title">{title}</span>
              <span className="muted">{hint}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
