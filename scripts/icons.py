"""Draw the icons of `packaging/icons/deskhand.svg` in every size: `uv run --no-sync python scripts/icons.py`."""

import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "packaging" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def drawn(size: int) -> QImage:
    """The icon in one size."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(ICONS / "deskhand.svg")).render(painter)
    painter.end()
    return image


def main() -> int:
    application = QGuiApplication([sys.argv[0], "-platform", "offscreen"])
    kept = [drawn(size).save(str(ICONS / f"deskhand-{size}.png")) for size in SIZES]
    kept += [drawn(256).save(str(ICONS / "deskhand.ico")), drawn(512).save(str(ICONS / "deskhand.icns"))]
    application.quit()
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
