"""The quick entry: one field over everything else. On Qt, on the main thread."""

from collections.abc import Callable
from typing import Any

from app.base.paths import APP_NAME
from app.desktop.words import Words

WIDTH, RADIUS = 600, 12
# Where people look first: a third from the top.
FROM_TOP = 0.28
MAX_TEXT = 10_000

LIGHT = ("#ffffff", "#2a2926", "#6a6863", "#b9b7b1")
DARK = ("#2b2a28", "#e9e8e5", "#aaa8a3", "#5c5a56")
STYLE = """
#quick {{ background: {0}; border: 1px solid {3}; border-radius: 12px; }}
QLineEdit {{ background: transparent; border: 0; color: {1}; font-size: 19px; padding: 2px;
  selection-background-color: #14786f; selection-color: #ffffff; }}
QLabel {{ color: {2}; font-size: 12px; padding-left: 2px; }}
"""

# What was written, and whether the main window stays away.
Say = Callable[[str, bool], None]


class QuickWindow:
    """Made once, shown whenever it is wanted. What was written stays until it is sent."""

    def __init__(self, words: Words, say: Say) -> None:
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeySequence, QShortcut
        from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

        self._say = say
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint | Qt.WindowType.Dialog
        self._window = QWidget(None, flags)
        self._window.setWindowTitle(f"{APP_NAME}: {words.quick.rstrip(' …')}")
        self._frame = QFrame(self._window)
        self._frame.setObjectName("quick")
        self._field = QLineEdit(self._frame)
        self._field.setPlaceholderText(words.ask)
        self._field.setMaxLength(MAX_TEXT)
        self._field.setAccessibleName(words.ask)
        if words.right_to_left:
            self._window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        outer, inner = QVBoxLayout(self._window), QVBoxLayout(self._frame)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._frame)
        inner.setContentsMargins(18, 14, 18, 12)
        inner.setSpacing(8)
        inner.addWidget(self._field)
        inner.addWidget(QLabel(words.keys))
        self._window.setFixedWidth(WIDTH)
        self._field.returnPressed.connect(lambda: self._send(stay_away=False))
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self._window).activated.connect(lambda: self._send(stay_away=True))
        QShortcut(QKeySequence("Esc"), self._window).activated.connect(self._window.hide)

    def show(self, theme: str) -> None:
        """Bring it before the user, on the screen where the pointer is; `theme` is as in `Desk.wear`."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QCursor, QGuiApplication

        systems = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = theme == "dark" or (theme != "light" and systems)
        self._window.setStyleSheet(STYLE.format(*(DARK if dark else LIGHT)))
        self._window.adjustSize()
        self._window.setMask(_rounded(self._window.rect()))
        screen: Any = QGuiApplication.screenAt(QCursor.pos()) or QGuiApplication.primaryScreen()
        area = screen.availableGeometry()
        self._window.move(area.x() + (area.width() - WIDTH) // 2, area.y() + int(area.height() * FROM_TOP))
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        self._field.setFocus()
        self._field.selectAll()

    def close(self) -> None:
        """It is not wanted any more."""
        self._window.close()

    def _send(self, *, stay_away: bool) -> None:
        text = self._field.text().strip()
        if not text:
            return
        self._field.clear()
        self._window.hide()
        self._say(text, stay_away)


def _rounded(area: Any) -> Any:
    """The shape of the window: transparent corners would be black where nothing composes the screen."""
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QBitmap, QPainter

    shape = QBitmap(area.size())
    shape.fill(Qt.GlobalColor.color0)
    painter = QPainter(shape)
    painter.setBrush(Qt.GlobalColor.color1)
    painter.drawRoundedRect(area.adjusted(0, 0, -1, -1), RADIUS, RADIUS)
    painter.end()
    return shape
