"""The READMEs show what the command prints today, and both have the same commands."""

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent
REFRESH = runpy.run_path(str(ROOT / "docs" / "refresh_readme.py"))


def test_both_readmes_show_what_the_demo_prints_today() -> None:
    output = REFRESH["demo_output"]()
    assert "补链" in output
    assert "有据引荐" in output
    for path in REFRESH["READMES"]:
        text = path.read_text("utf-8")
        assert REFRESH["with_block"](text, output) == text, f"{path.name} is out of date: make readme"


def test_both_readmes_have_the_same_commands() -> None:
    english, chinese = (
        [
            line.split("#")[0].strip()
            for line in path.read_text("utf-8").splitlines()
            if re.match("    (make|yangtze) ", line)
        ]
        for path in REFRESH["READMES"]
    )
    assert english == chinese
