"""Sizes and numbers as people read them."""


def readable(size: int) -> str:
    """Bytes in decimal units, as file managers show them."""
    if size < 1000:
        return counted(size, "byte")
    for power, unit in enumerate(("kB", "MB", "GB"), 1):
        amount = size / 1000**power
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
    return f"{size / 1000**4:.1f} TB"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 file`, `2 files`; `plural` where no `s` makes one."""
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"
