"""ChatKit's own tests of stores and servers, from its source distribution, against our store."""

import re
import subprocess
import sys
import tarfile
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
TESTS_OF_STORES_AND_SERVERS = 78


def test_the_suite_of_chatkit_passes_against_our_store(tmp_path: Path) -> None:
    (archive,) = (TESTS / ".cache").glob("openai_chatkit-1.6.5.tar.gz")
    with tarfile.open(archive) as source:
        source.extractall(tmp_path, filter="data")
    (suite,) = tmp_path.glob("openai_chatkit-*")
    ran = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-W", "ignore", "-p", "chatkit_adapter", "-o", "asyncio_mode=auto",
            "tests/test_store.py", "tests/test_chatkit_server.py",
        ],
        cwd=suite, capture_output=True, text=True, timeout=300,
        env={"PYTHONPATH": f"{TESTS / 'chatkit_suite'}:{TESTS.parent}", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    passed = re.search(r"(\d+) passed", ran.stdout)
    assert ran.returncode == 0, ran.stdout
    assert passed is not None
    assert int(passed.group(1)) == TESTS_OF_STORES_AND_SERVERS
