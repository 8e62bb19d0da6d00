import webbrowser

import pytest

from app.base.browser import own_libraries_hidden


@pytest.mark.parametrize(
    ("before", "within"),
    [
        ({"LD_LIBRARY_PATH": "/app/_internal"}, {}),
        (
            {"LD_LIBRARY_PATH": "/app/_internal:/opt/lib", "LD_LIBRARY_PATH_ORIG": "/opt/lib"},
            {"LD_LIBRARY_PATH": "/opt/lib", "LD_LIBRARY_PATH_ORIG": "/opt/lib"},
        ),
        ({}, {}),
    ],
)
def test_a_browser_gets_the_library_path_of_the_user_and_the_app_keeps_its_own(
    before: dict[str, str], within: dict[str, str]
) -> None:
    environ = dict(before)
    with own_libraries_hidden(environ):
        assert environ == within
    assert environ == before


def test_the_library_path_of_the_app_comes_back_after_a_browser_that_failed() -> None:
    environ = {"LD_LIBRARY_PATH": "/app/_internal"}
    with pytest.raises(webbrowser.Error), own_libraries_hidden(environ):
        raise webbrowser.Error("no such browser")
    assert environ == {"LD_LIBRARY_PATH": "/app/_internal"}
