"""What happens can be read where it is called: no signals, no save() that does more, no models found by name."""

import ast

import pytest

from house.source import Finding, code, settled, text

SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals", "django.contrib.auth.signals")


def hidden_flows(path, source):
    for node in ast.walk(ast.parse(source)):
        if says := _signal(node) or _override(node) or _by_name(node):
            yield Finding(path, f"line {node.lineno}: {says}")


def _signal(node):
    named = []
    if isinstance(node, ast.ImportFrom):
        named = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    elif isinstance(node, ast.Import):
        named = [alias.name for alias in node.names]
    return any(name.startswith(SIGNALS) for name in named) and "a signal hides who is called"


def _override(node):
    if not isinstance(node, ast.ClassDef):
        return None
    methods = {part.name for part in node.body if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)}
    return methods & {"save", "asave"} and f"{node.name} overrides save(); give the act a name of its own"


def _by_name(node):
    calls = isinstance(node, ast.Call) and ast.unparse(node.func) in {
        "apps.get_model",
        "django.apps.apps.get_model",
    }
    return calls and "a model found by its name hides an import"


def test_no_flow_is_hidden():
    settled("hidden flow", (finding for path in code() for finding in hidden_flows(str(path), text(path))))


@pytest.mark.parametrize(
    "source",
    [
        "import signal\nsignal.signal(2, stop)\n",
        "class Petition(Model):\n    def published_text(self): ...\n",
        "petition.save(force_insert=True)\n",
        "get_user_model()\n",
    ],
)
def test_plain_code_passes(source):
    assert list(hidden_flows("some.py", source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "from django.db.models.signals import post_save\n",
        "from django.dispatch import receiver\n",
        "from django.db.models import signals\n",
        "import django.dispatch\n",
        "class Petition(Model):\n    def save(self, *args): ...\n",
        "Petition = apps.get_model('petitions', 'Petition')\n",
    ],
)
def test_a_hidden_flow_is_found(source):
    assert list(hidden_flows("some.py", source))
