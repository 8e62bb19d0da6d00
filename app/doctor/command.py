"""`app doctor`: what works here and what does not, each with what to do about it."""

import asyncio
import json
import logging
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from io import StringIO
from typing import Any, Literal, TextIO

from app.base.config import Config
from app.doctor import chat, data, machine
from app.doctor.findings import Finding
from app.version import VERSION

Form = Literal["lines", "json", "report"]


async def examine(config: Config, port: int = 0) -> Sequence[Finding]:
    """Look at every part; the MCP servers and the built-in model are started for it and ended again."""
    keychain, notifications, database, model, servers = await asyncio.gather(
        asyncio.to_thread(machine.keychain),
        asyncio.to_thread(machine.notifications),
        data.database(config),
        chat.model(config),
        chat.servers(config),
    )
    return [
        machine.window(config),
        keychain,
        notifications,
        machine.tray(config),
        machine.hotkey(config),
        machine.disk(config),
        machine.port(port),
        data.data_folder(config),
        database,
        data.settings(config),
        *data.folders(config),
        model,
        *servers,
    ]


async def examine_and_tell(config: Config) -> Mapping[str, Any]:
    """The findings for the page, and the report that leaves out what is the user's."""
    findings, report = await examine(config), StringIO()
    write(findings, "report", report)
    return {"findings": [asdict(finding) for finding in findings], "report": report.getvalue()}


def write(findings: Sequence[Finding], form: Form, out: TextIO) -> int:
    """Write the findings; returns the exit status: 1 when something does not work, else 0."""
    failed = any(finding.status == "failed" for finding in findings)
    if form == "json":
        told = {"version": VERSION, "ok": not failed, "findings": [asdict(finding) for finding in findings]}
        out.write(json.dumps(told, ensure_ascii=False) + "\n")
        return int(failed)
    if form == "report":
        out.write(f"Deskhand {VERSION}, Python {platform.python_version()}, {platform.system()} {platform.machine()}\n")
    for finding in findings:
        out.write(_line(finding, with_about=form == "lines") + "\n")
    return int(failed)


def _line(finding: Finding, *, with_about: bool) -> str:
    about = f" ({finding.about})" if finding.about and with_about else ""
    fix = f" → {finding.fix}" if finding.fix else ""
    return f"{finding.status:8} {finding.part}: {finding.message}{about}{fix}"


def run(config: Config, port: int, form: Form) -> int:
    """The command on this terminal."""
    # What goes wrong is in the findings; without a handler its traceback would stand between them.
    logging.getLogger().addHandler(logging.NullHandler())
    return write(asyncio.run(examine(config, port)), form, sys.stdout)
