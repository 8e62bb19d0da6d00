"""What a tool raises when it cannot do what was asked, and how what nobody expected is told to a log."""


class ToolFailure(Exception):
    """A tool could not do what was asked. The message is one that a model or a person can act on.

    `advice` is one more sentence, for models only: it names a tool that can do it.
    """

    def __init__(self, message: str = "", *, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


def whereabouts(error: BaseException) -> str:
    """What an exception is and where it happened, without its message: that may hold the user's paths or text."""
    # Only where it is used: every start of a server would wait for it.
    import traceback

    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
