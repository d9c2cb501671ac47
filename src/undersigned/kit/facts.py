"""Where facts and manuals are: the folders `data/` and `docs/` of the checkout, or of the installed package."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def path(*parts: str) -> Path:
    """The path of a file of facts, for example `path("policy.toml")`; raises FileNotFoundError."""
    return _path("data", *parts)


def manual(name: str) -> Path:
    """The path of a manual that comes with the package, such as `manual("audit.md")`; raises FileNotFoundError."""
    return _path("docs", name)


def _path(*parts: str) -> Path:
    for folder in (_PACKAGE, _PACKAGE.parent.parent):
        file = folder.joinpath(*parts)
        if file.exists():
            return file
    raise FileNotFoundError("/".join(parts))
