"""The version of this program; a test holds it equal to that of the package."""

VERSION = "0.1.0"
