"""The few words that stand outside the page: in the tray's menu and the quick entry."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """One language."""

    open: str
    quick: str
    quit: str
    ask: str
    keys: str
    right_to_left: bool = False


ENGLISH = Words(
    "Open Deskhand",
    "Quick Entry…",
    "Quit",
    "Ask Deskhand…",
    "Enter sends · Ctrl+Enter sends in the background · Esc closes",
)
LANGUAGES: Mapping[str, Words] = {
    "en": ENGLISH,
    "de": Words(
        "Deskhand öffnen", "Schnelleingabe …", "Beenden", "Deskhand fragen …",
        "Enter sendet · Strg+Enter sendet im Hintergrund · Esc schließt",
    ),
    "fr": Words(
        "Ouvrir Deskhand", "Saisie rapide…", "Quitter", "Demander à Deskhand…",
        "Entrée envoie · Ctrl+Entrée envoie en arrière-plan · Échap ferme",
    ),
    "es": Words(
        "Abrir Deskhand", "Entrada rápida…", "Salir", "Pregunta a Deskhand…",
        "Intro envía · Ctrl+Intro envía en segundo plano · Esc cierra",
    ),
    "ja": Words(
        "Deskhand を開く", "クイック入力…", "終了", "Deskhand に聞く…",
        "Enter で送信 · Ctrl+Enter でバックグラウンド送信 · Esc で閉じる",
    ),
    "ar": Words(
        "فتح Deskhand", "إدخال سريع…", "إنهاء", "اسأل Deskhand…",
        "‏Enter للإرسال · Ctrl+Enter للإرسال في الخلفية · Esc للإغلاق", right_to_left=True,
    ),
}  # fmt: skip


def words_for(environ: Mapping[str, str]) -> Words:
    """The words of the user's language, as the environment names it; English where it is none of ours."""
    named = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return LANGUAGES.get(named[:2].lower(), ENGLISH)
