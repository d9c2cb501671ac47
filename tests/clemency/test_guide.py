"""The examples of docs/clemency.md are run, and say what the guide says they say."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from undersigned.clemency import answers, cli

GUIDE = (Path(__file__).parents[2] / "docs" / "clemency.md").read_text(encoding="utf-8")
EXAMPLES = [
    (commands.splitlines(), said.splitlines())
    for commands, said in re.findall(r"```sh\n(.*?)```\n\n```\n(.*?)```", GUIDE, re.DOTALL)
]


@pytest.mark.parametrize(("commands", "said"), EXAMPLES, ids=[commands[0] for commands, _said in EXAMPLES])
def test_an_example_of_the_guide_says_what_it_says(
    commands: list[str], said: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for command in commands:
        parser = argparse.ArgumentParser()
        cli.add_arguments(parser)
        cli.run(parser.parse_args(shlex.split(command)[2:]))
        printed = capsys.readouterr()
        found.append((printed.out or printed.err).splitlines())
    first = [lines[0] for lines in found] if len(commands) > 1 else found[0][: len(said)]
    assert all(line.startswith(told) for line, told in zip(first, said, strict=True)), first


def test_the_guide_has_examples() -> None:
    assert len(EXAMPLES) == 3


def test_the_guide_names_every_key_of_the_machine_form(asked) -> None:
    told = answers.plain(asked("Obama", last=5))
    keys = set(re.findall(r"`(\w+)`", GUIDE))
    assert sorted(set(told) - keys - {"president", "name", "kind", "measure", "note", "figure_sources"}) == []
