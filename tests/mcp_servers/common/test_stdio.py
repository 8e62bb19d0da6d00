import os
import threading

from hypothesis import given
from hypothesis import strategies as st

from mcp_servers.common.stdio import lines_from


def through_a_pipe(data: bytes, limit: int) -> list[bytes | None]:
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(data)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        return list(lines_from(reading, limit))
    finally:
        writer.join()
        os.close(reading)


@given(lines=st.lists(st.binary(max_size=50).map(lambda line: line.replace(b"\n", b" ")), max_size=20))
def test_lines_arrive_whole_and_in_order(lines: list[bytes]) -> None:
    data = b"".join(line + b"\n" for line in lines)
    assert through_a_pipe(data, 1 << 20) == [line for line in lines if line.strip()]


def test_a_line_over_the_limit_is_left_out_and_the_next_one_is_read() -> None:
    data = b"first\n" + b"x" * 300_000 + b"\nlast\n"
    assert through_a_pipe(data, 100_000) == [b"first", None, b"last"]


def test_a_long_line_within_the_limit_is_one_line() -> None:
    assert through_a_pipe(b"x" * 300_000 + b"\n", 400_000) == [b"x" * 300_000]


def test_a_last_line_that_was_never_ended_is_no_message() -> None:
    assert through_a_pipe(b"first\nhalf", 100) == [b"first"]
