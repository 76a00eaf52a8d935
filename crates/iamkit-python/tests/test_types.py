"""The types are complete: both checkers are content, with the package and with a program that stands on it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import iamkit
import pytest

PROGRAM = """
import iamkit
from iamkit import arrow

policy = iamkit.Policy({"Statement": []}, "identity", name="p")
decision: iamkit.Decision = iamkit.decide([policy], "*", "s3:GetObject", context={"aws:SourceIp": ["10.0.0.1"], "k": None})
relation: iamkit.Relation = iamkit.compare(policy, "{}").relation
account = iamkit.Account.open("a.json")
rows: list[dict[str, object]] = [dict(row) for row in account.replay("logs", account.with_policy("scp:root", policy)).newly_denied]
try:
    iamkit.validate(b"{}").codes
except iamkit.PolicyError as error:
    line: int | None = error.line
answer = arrow.decide(policy, "*", ["s3:GetObject", None])
for event in iamkit.map_logs("logs", where=["service=s3"]):
    identity: str = event["eventId"]
"""

PACKAGE = Path(iamkit.__file__).parent


@pytest.mark.parametrize("checker", [["mypy", "--strict"], ["pyright", "--pythonpath", sys.executable]], ids=["mypy", "pyright"])
def test_a_program_is_checked(checker, tmp_path):
    (tmp_path / "program.py").write_text(PROGRAM)
    (tmp_path / "pyrightconfig.json").write_text('{"typeCheckingMode": "strict"}')
    done = subprocess.run([sys.executable, "-m", *checker, "program.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_is_checked(tmp_path):
    done = subprocess.run([sys.executable, "-m", "mypy", "--strict", "-p", "iamkit"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_stubs_are_what_there_is(tmp_path):
    done = subprocess.run([sys.executable, "-m", "mypy.stubtest", "iamkit._iamkit"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_package_has_its_licences():
    (info,) = PACKAGE.parent.glob("iamkit-*.dist-info")
    names = {path.name for path in info.rglob("*")}
    assert {"LICENSE-APACHE", "LICENSE-MIT", "NOTICE-catalog", "NOTICE-managed"} <= names
    assert (PACKAGE / "py.typed").exists()
