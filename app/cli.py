"""The command line."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from app.base.errors import DeskhandError
from app.version import VERSION

SERVERS = ("filesystem", "tasks")
COMMANDS = ("mcp", "eval", "connect", "doctor", "open", "quick", "quit")


def parser() -> argparse.ArgumentParser:
    """All sub-commands and options."""
    from app.connect.clients import CLIENTS

    root = argparse.ArgumentParser(
        prog="app", description="Deskhand, an assistant on your own computer. Without a command it opens its window."
    )
    root.add_argument("--version", action="version", version=VERSION)
    root.add_argument("--no-window", action="store_true", help="only the server; prints where it is")
    root.add_argument("--port", type=_port, default=0, metavar="N", help="port on 127.0.0.1 (default: a free one)")
    root.add_argument("--data-dir", type=Path, metavar="DIR", help="where everything is kept")
    root.add_argument("--json", action="store_true", help="print the address and token as one line of JSON")
    root.add_argument("--exit-on-eof", action="store_true", help="end when stdin is closed")
    root.add_argument("--hidden", action="store_true", help="keep the window away until it is asked for")
    commands = root.add_subparsers(dest="command", metavar="COMMAND")
    mcp = commands.add_parser("mcp", help="run an MCP server on stdio: filesystem or tasks", add_help=False)
    mcp.add_argument("server", choices=SERVERS)
    mcp.add_argument("arguments", nargs=argparse.REMAINDER)
    evaluate = commands.add_parser("eval", help="what the built-in model chooses for each line of a file")
    evaluate.add_argument("file", type=Path, metavar="FILE.jsonl")
    connect = commands.add_parser("connect", help="put our servers into another program's MCP configuration")
    connect.add_argument("client", choices=tuple(CLIENTS))
    connect.add_argument("--config", type=Path, metavar="FILE", help="its configuration file (default: where it looks)")
    connect.add_argument("--print", action="store_true", help="show the change and write nothing")
    connect.add_argument("--remove", action="store_true", help="take our servers out again")
    opened = commands.add_parser("open", help="show what a deskhand:// link, a file or a folder is for; it never acts")
    opened.add_argument("what", nargs="*", metavar="LINK_OR_PATH")
    commands.add_parser("quick", help="the quick entry of the running app; bind it to a key of your desktop")
    commands.add_parser("quit", help="end the running app, with all that it has started")
    doctor = commands.add_parser("doctor", help="what works here and what does not, each with the fix")
    form = doctor.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print it as one line of JSON")
    form.add_argument("--report", action="store_true", help="leave out what is yours, to be shown to others")
    return root


def main(argv: Sequence[str]) -> int:
    """Run the command in `argv` and return the exit status. Errors of ours become one line on stderr."""
    # Another client's servers must start fast and own stdout: nothing else is imported for them.
    if argv[:1] == ["mcp"] and len(argv) > 1 and argv[1] in SERVERS:
        return int(importlib.import_module(f"mcp_servers.{argv[1]}.__main__").main(list(argv[2:])))
    if argv[:1] == ["model"]:
        return int(importlib.import_module("app.agent.builtin.worker").main())
    options = parser().parse_args(_with_open(argv))
    try:
        return _run(options)
    except DeskhandError as error:
        sys.stderr.write(f"deskhand: {error}\n")
        return 2


def _with_open(argv: Sequence[str]) -> list[str]:
    """`argv`, with the command that a desktop leaves out when it hands over a link or a path alone."""
    for index, word in enumerate(argv):
        if word.startswith("-") or (index and argv[index - 1] in {"--port", "--data-dir"}):
            continue
        alone = word not in COMMANDS and (word.lower().startswith("deskhand:") or Path(word).exists())
        return [*argv[:index], "open", *argv[index:]] if alone else list(argv)
    return list(argv)


def _run(options: argparse.Namespace) -> int:
    from app.base.config import read_config

    config = read_config(options.data_dir)
    if options.command == "eval":
        return int(importlib.import_module("app.main").evaluate(config, options.file))
    if options.command == "connect":
        command = importlib.import_module("app.connect.command")
        asked = command.Options(options.client, options.config, options.print, options.remove)
        return int(command.run(config, asked))
    if options.command == "doctor":
        form = "report" if options.report else "json" if options.json else "lines"
        return int(importlib.import_module("app.doctor.command").run(config, options.port, form))
    from app.main import Options, end, run

    if options.command == "quit":
        return end(config)
    window = not (options.no_window or options.json)
    opened = options.what if options.command == "open" else ()
    quick = options.command == "quick"
    return run(config, Options(options.port, window, options.json, options.exit_on_eof, opened, quick, options.hidden))


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text} is no port; it must be 0 to 65535")
    return number
