"""The examples of the package's documentation, and of what its README shows, run."""

from __future__ import annotations

import doctest
from pathlib import Path

import iamkit
import iamkit._account
import iamkit._answers
import iamkit._errors
import iamkit.arrow
import pytest


@pytest.mark.parametrize("module", [iamkit, iamkit._account, iamkit._answers, iamkit._errors, iamkit.arrow])
def test_examples_of_the_package(module):
    tried = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert tried.attempted > 0 and tried.failed == 0


def test_examples_of_the_readme():
    tried = doctest.testfile(str(Path(__file__).parent.parent / "README.md"), module_relative=False)
    assert tried.attempted > 0 and tried.failed == 0


def test_the_example_of_the_workspace_prints_what_its_comments_say(capsys):
    readme = (Path(__file__).parents[3] / "README.md").read_text()
    code = readme.split("```python\n")[1].split("```")[0]
    exec(code, {})
    printed = capsys.readouterr().out.splitlines()
    assert printed == [line.split("#")[1].strip() for line in code.splitlines() if "  #" in line]
    assert len(printed) == 2
