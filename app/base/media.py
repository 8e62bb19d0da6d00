"""Kinds of files that the page itself may show."""

# Everything else is saved, whatever it says that it is. SVG is not among them: it can carry more than a picture.
SHOWN_IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
