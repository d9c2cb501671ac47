"""Where the facts are: the folder `data/` of the checkout, or of the installed package."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def path(*parts: str) -> Path:
    """The path of a file of facts, for example `path("policy.toml")`; raises FileNotFoundError."""
    for folder in (_PACKAGE / "data", _PACKAGE.parent.parent / "data"):
        file = folder.joinpath(*parts)
        if file.exists():
            return file
    raise FileNotFoundError("/".join(("data", *parts)))
