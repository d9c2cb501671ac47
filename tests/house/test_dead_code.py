"""Nothing stands in the code that nothing uses."""

import ast
import re
from pathlib import Path

from vulture import Vulture

from house.source import ROOT, Finding, code, files, python, settled, text

#: Decorators that hand a function to a framework, which calls it.
REGISTERED = ["@register.*", "@app.*"]
#: What a framework finds by its name.
CALLED_BY_NAME = ["Meta", "clean_*", "to_python", "to_url", "ready", "handle_DATA"]
#: Classes that a framework finds by what they are.
CALLED_BY_KIND = {"AppConfig", "Model", "DefaultAccountAdapter", "DefaultMFAAdapter"}
KINDS = {"function", "class", "method", "property", "import", "unreachable_code"}


def dead(sources, spoken=frozenset()):
    """Definitions that none of the sources uses, and no template or dotted name mentions."""
    sources = list(sources)
    vulture = Vulture(ignore_names=[*CALLED_BY_NAME, *found_by_kind(sources)], ignore_decorators=REGISTERED)
    vulture.scavenge([str(path) for path in sources])
    return [
        (item.filename, item.name)
        for item in vulture.get_unused_code()
        if item.typ in KINDS and item.name not in spoken and "migrations" not in Path(item.filename).parts
    ]


def found_by_kind(sources):
    """Names of models, of Django's and allauth's entry points, and of what allauth calls on those."""
    for path in sources:
        for node in ast.walk(ast.parse(path.read_text())):
            bases = {ast.unparse(base).split(".")[-1] for base in getattr(node, "bases", ())}
            if bases & CALLED_BY_KIND:
                yield node.name
            if any(base.endswith("Adapter") for base in bases):
                yield from (part.name for part in node.body if isinstance(part, ast.FunctionDef))


def words_spoken():
    """Words of templates, and parts of dotted names in strings: how a framework is told what to call."""
    templates = [text(path) for path in files() if path.suffix in {".html", ".txt"} and path.parts[0] == "src"]
    strings = [
        node.value
        for path in code()
        for node in ast.walk(ast.parse(text(path)))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"[\w.]+\.\w+", node.value)
    ]
    return {word for spoken in [*templates, *strings] for word in re.findall(r"\w+", spoken)}


def test_everything_is_used():
    users = [*python("src"), *python("bench"), *python("script")]
    unused = dead((ROOT / path for path in users), words_spoken())
    found = [Finding(f"{Path(file).relative_to(ROOT)}:{name}", "is used by nothing") for file, name in unused]
    settled("dead code", found)


def test_what_nothing_uses_is_found(tmp_path):
    (tmp_path / "some.py").write_text("def used(): ...\ndef unused(): ...\nclass Unused: ...\nused()\n")
    assert [name for _file, name in dead([tmp_path / "some.py"])] == ["unused", "Unused"]


def test_what_a_template_or_a_setting_names_is_used(tmp_path):
    (tmp_path / "some.py").write_text("def not_found(): ...\n")
    assert dead([tmp_path / "some.py"], {"not_found"}) == []
