"""Put what ``yangtze demo`` prints today into both READMEs (``make readme``); a test holds that it is there."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
_BLOCK = re.compile(r"(<!-- demo -->\n```text\n).*?(```\n<!-- /demo -->)", re.DOTALL)


def demo_output() -> str:
    """What ``yangtze demo`` prints in an empty folder; the time that a run takes is not part of it."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("YANGTZE_")} | {"COLUMNS": "118"}
        done = subprocess.run(
            [sys.executable, "-m", "yangtze", "demo"],
            cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=True,
        )  # fmt: skip
    return re.sub(r" in \d+\.\d s:", ":", done.stdout)


def with_block(readme: str, output: str) -> str:
    """The text of a README with the block replaced."""
    return _BLOCK.sub(lambda found: found[1] + output + found[2], readme)


if __name__ == "__main__":
    output = demo_output()
    for path in READMES:
        path.write_text(with_block(path.read_text("utf-8"), output), "utf-8")
