"""Where the files that come with the product lie: in the package, or beside it in a checkout."""

from importlib import resources
from pathlib import Path


def shipped_scenarios() -> Path:
    """Return the folder of the scenarios that come with the product."""
    return _shipped("scenarios")


def shipped_schemas() -> Path:
    """Return the folder of the schemas that come with the product."""
    return _shipped("schemas")


def _shipped(name: str) -> Path:
    package = Path(str(resources.files("trainer")))
    installed = package / "_data" / name
    return installed if installed.is_dir() else package.parent / name
