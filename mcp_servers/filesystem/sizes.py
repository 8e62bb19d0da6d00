"""Sizes as people read them."""


def readable(size: int) -> str:
    """Bytes in decimal units, as file managers show them."""
    if size < 1000:
        return f"{size} bytes"
    for power, unit in enumerate(("kB", "MB", "GB"), 1):
        amount = size / 1000**power
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
    return f"{size / 1000**4:.1f} TB"
