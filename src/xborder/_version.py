"""The version of the library, which is also the version of the law it carries."""

__version__ = "2026.11.0"
