"""Whether a window can be opened, asked before Qt is loaded: what is missing there ends the process from C++."""

import ctypes
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path

# Library -> the Debian and Ubuntu package that brings it.
LIBRARIES: Mapping[str, str] = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbfile.so.1": "libxkbfile1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libnss3.so": "libnss3",
    "libasound.so.2": "libasound2",
    "libXcomposite.so.1": "libxcomposite1",
    "libXdamage.so.1": "libxdamage1",
    "libXrandr.so.2": "libxrandr2",
    "libXtst.so.6": "libxtst6",
    "libgbm.so.1": "libgbm1",
}


def why_no_window(environ: Mapping[str, str]) -> str | None:
    """What is missing for a window and how to get it, in one sentence; None when nothing is."""
    if not sys.platform.startswith("linux"):
        return None
    if importlib.util.find_spec("PySide6") is None:
        return "PySide6 is not installed; get it with `uv sync`."
    if not _has_wayland(environ):
        problem = _x11_problem(environ)
        if problem:
            return problem
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if missing:
        return f"system libraries are missing; get them with `sudo apt-get install {' '.join(missing)}`."
    return None


def has_graphics_card(devices: Path = Path("/dev")) -> bool:
    """Whether something beside the processor can draw. Where nothing does, Qt has to be told to do without OpenGL: what
    imitates that keeps a processor busy for as long as anything moves on the page."""
    if not sys.platform.startswith("linux"):
        return True
    drawing = [*devices.glob("dri/renderD*"), *devices.glob("nvidia[0-9]*"), *devices.glob("dxg")]
    return bool(drawing)


def _has_wayland(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY")
    return bool(name) and (Path(environ.get("XDG_RUNTIME_DIR", "/")) / str(name)).exists()


def _x11_problem(environ: Mapping[str, str]) -> str | None:
    display = environ.get("DISPLAY")
    if not display:
        return "there is no screen (DISPLAY and WAYLAND_DISPLAY are not set)."
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return "system libraries are missing; get them with `sudo apt-get install libx11-6`."
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    connection = x11.XOpenDisplay(display.encode())
    if not connection:
        return f"the screen {display} does not answer."
    x11.XCloseDisplay(connection)
    return None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
