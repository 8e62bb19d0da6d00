"""One writer at a time, where directories themselves cannot be locked."""

import subprocess
import sys
import time

import pytest

from mcp_servers.filesystem.locks import BusyError, locked_by_file

IDENTITY = (0xAB, 0x12)
HOLDER = """
import sys, time
from mcp_servers.filesystem.locks import locked_by_file
with locked_by_file((0xAB, 0x12), time.monotonic() + 10):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_waits_until_the_lock_is_given_back() -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(BusyError, match="Another program is writing"), locked_by_file(IDENTITY, time.monotonic()):
            pass
        with locked_by_file((0xAB, 0x13), time.monotonic()):
            pass
        other.communicate(b"")
    with locked_by_file(IDENTITY, time.monotonic() + 30):
        pass


def test_a_process_that_is_killed_leaves_no_lock() -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        other.kill()
    with locked_by_file(IDENTITY, time.monotonic() + 30):
        pass


def test_the_lock_is_given_back_when_the_work_fails() -> None:
    with pytest.raises(ZeroDivisionError), locked_by_file(IDENTITY, time.monotonic() + 10):
        _ = 1 // 0
    with locked_by_file(IDENTITY, time.monotonic()):
        pass
