"""``make audit``: whether a weakness is known of a package that a site installs. Asks PyPI, through pip-audit.

Exit code 0 if all were asked and nothing is known, 1 if something is, 2 if not all could be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.served.server import ROOT

PROGRAM = ROOT / ".venv-audit" / "bin" / "pip-audit"
ARGUMENTS = ["--require-hashes", "--disable-pip", "--format", "json", "--progress-spinner", "off"]
NOT_ASKED = 2


def outcome(packages: list[dict[str, Any]]) -> tuple[list[str], int]:
    """What is said of these packages, and the exit code."""
    weak = [package for package in packages if package.get("vulns")]
    silent = [package for package in packages if "skip_reason" in package]
    lines = [
        f"{package['name']} {package['version']}: {weakness['id']}, mended in {' or '.join(weakness['fix_versions'])}"
        for package in weak
        for weakness in package["vulns"]
    ]
    lines.append(f"{len(packages) - len(silent)} of {len(packages)} packages asked, {len(weak)} with a known weakness.")
    if silent:
        lines.append("NOT AUDITED: the index of this machine says nothing of the others.")
    return lines, 1 if weak else NOT_ASKED if silent else 0


def audit() -> int:
    command = [str(PROGRAM), "--requirement", "requirements-postgres.txt", *ARGUMENTS]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        lines, code = outcome(json.loads(run.stdout)["dependencies"])
    except ValueError:
        reason = (run.stderr.strip().splitlines() or ["pip-audit says nothing"])[-1]
        lines, code = [f"NOT AUDITED: {reason}"], NOT_ASKED
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(audit())
