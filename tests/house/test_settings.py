"""Every setting stands in the operator's guide as it stands in the code, is used, and is read in one place."""

import ast
import re
from pathlib import Path

from house.source import code, text
from undersigned.kit import env

GUIDE = Path("docs/operate.md")
SETTINGS = Path("src/undersigned/settings.py")
#: What reads the environment before there can be settings, or to make them.
READS_THE_ENVIRONMENT = {
    "src/undersigned/kit/env.py",
    "src/undersigned/kit/home.py",
    "src/undersigned/ops/trial.py",
    "src/undersigned/ops/web.py",
    "src/undersigned/asgi.py",
}


def rows(markdown):
    """Name and explanation of each setting in the guide's table."""
    return dict(re.findall(r"^\| `([A-Z_]+)`[^|]* \| ([^|]+?) \|", markdown, re.MULTILINE))


def in_the_code():
    return {name: says for name, says in env.known.items() if not name.endswith("_FILE")}


def test_the_guide_lists_the_settings_of_the_code_and_no_others():
    assert rows(text(GUIDE)) == in_the_code()


def test_the_guide_says_which_settings_can_come_from_a_file():
    marked = set(re.findall(r"^\| `([A-Z_]+)` \(secret\)", text(GUIDE), re.MULTILINE))
    assert marked == {name.removesuffix("_FILE") for name in env.known if name.endswith("_FILE")}


def test_a_row_too_few_or_too_many_or_other_words_are_found():
    table = (
        "| name | says | default |\n|---|---|---|\n| `A_B` (secret) | what it is | empty |\n| `C` | other | 3 |\n"
    )
    assert rows(table) == {"A_B": "what it is", "C": "other"}


def unused(settings, sources):
    """Settings of ours that no other file names."""
    named = {
        target.id
        for node in ast.walk(ast.parse(settings))
        for target in getattr(node, "targets", ())
        if _ours(target)
    }
    return sorted(name for name in named if not any(re.search(rf"\b{name}\b", source) for source in sources))


def _ours(target):
    return isinstance(target, ast.Name) and target.id.startswith("UNDERSIGNED_")


def test_every_setting_is_used():
    others = [text(path) for path in code() if path != SETTINGS]
    assert unused(text(SETTINGS), others) == []


def test_a_setting_that_nobody_uses_is_found():
    assert unused("UNDERSIGNED_A = 1\nUNDERSIGNED_B = 2\n", ["settings.UNDERSIGNED_A"]) == ["UNDERSIGNED_B"]


def test_the_environment_is_read_in_one_place():
    readers = {str(path) for path in code() if re.search(r"\bos\.(environ|getenv)\b", text(path))}
    assert readers == READS_THE_ENVIRONMENT
