"""What validators take for a folder of policies, each in a process of its own: time, processor time and memory.

`cargo xtask bench validators` makes the folder and runs this.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def with_parliament(folder):
    """Validates each file as parliament's own command does, in one process."""
    from parliament import analyze_policy_string, enhance_finding

    findings = 0
    for file in sorted(Path(folder).iterdir()):
        policy = analyze_policy_string(file.read_text(), str(file))
        findings += len([enhance_finding(finding) for finding in policy.findings])
    print(findings)


def measured(name, command):
    """A row of the table; a validator that can't do it at all is an error."""
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    problem = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    took = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1, 3):
        sys.exit(f"{name}: exit code {code}: {problem.decode(errors='replace')[-2000:]}")
    processor = usage.ru_utime + usage.ru_stime
    print(f"| {name} | {took:.2f} s | {processor:.2f} s | {usage.ru_maxrss // 1024} MB |", flush=True)


def main(iamkit, folder):
    files = list(Path(folder).iterdir())
    for file in files:
        json.loads(file.read_text())
    print(f"{len(files)} policies, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB\n")
    print("| validator | time | processor time | most memory |\n|---|--:|--:|--:|")
    measured("`iamkit validate`", [iamkit, "validate", folder])
    measured("`iamkit validate --beyond`", [iamkit, "validate", "--beyond", folder])
    measured("parliament", [sys.executable, __file__, "--parliament", folder])


if __name__ == "__main__":
    if sys.argv[1] == "--parliament":
        with_parliament(sys.argv[2])
    else:
        main(*sys.argv[1:])
