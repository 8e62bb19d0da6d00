"""The version of this program; the package metadata reads it from here."""

VERSION = "0.1.0"
