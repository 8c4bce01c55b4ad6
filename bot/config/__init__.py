"""What a shop may set (settings) and how it is read (loading)."""

from .loading import ConfigError, laid_over, load, secrets
from .settings import Person, Secrets, Settings

__all__ = ["ConfigError", "Person", "Secrets", "Settings", "laid_over", "load", "secrets"]
