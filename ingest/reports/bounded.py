"""Runs a report's reader in a child process, so that no file can take more than its share or end the run.

The child bounds its own processor time (Linux, macOS) and memory (Linux only; elsewhere size, pages and time hold)
and is killed when its time is up. A crash of the PDF library is a rejection.
"""

import os
import subprocess
import sys
from pathlib import Path

from ingest.reports.report import MAX_MEMORY, MAX_SECONDS, MAX_WORK, Report, ReportError

_ROOT = Path(__file__).parent.parent.parent
_OVERWORKED = -24  # SIGXCPU, which Windows does not know
_TOO_LONG = "took longer than {:g} seconds to read; split it, or save it anew"
_MAX_ANSWER = 400 << 20


def read_bounded(data: bytes, suffix: str, seconds: float = MAX_SECONDS) -> Report:
    """Read the report in ``data``; ``suffix`` says its kind.

    Raises:
        ReportError: it cannot be read, or not within the bounds.
    """
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    # -P: a json.py in the user's folder must not be taken for the library. A session of its own: Ctrl-C lets
    # the current document finish.
    command = [sys.executable, "-P", "-m", "ingest.reports.child", suffix]
    flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        done = subprocess.run(  # noqa: S603
            command,
            input=data,
            capture_output=True,
            timeout=seconds,
            env=os.environ | {"PYTHONPATH": path, "PYTHONWARNINGS": "ignore"},
            start_new_session=True,
            creationflags=flags,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReportError(_TOO_LONG.format(seconds)) from error
    if done.returncode == 0 and 0 < len(done.stdout) <= _MAX_ANSWER:
        return Report.from_bytes(done.stdout)
    raise ReportError(_why(done.returncode, done.stderr.decode("utf-8", "replace")))


def _why(code: int, said: str) -> str:
    last = (said.strip().splitlines() or ["no word of why"])[-1][:200]
    if "MemoryError" in said or "bad_alloc" in said or "out of memory" in said.lower():
        return (
            f"needs more than {MAX_MEMORY >> 20:,} MB to read, as files made to exhaust a reader do; "
            "save it anew, or split it"
        )
    if code == _OVERWORKED:
        return _TOO_LONG.format(MAX_WORK)
    if code < 0:
        # PDFium ends its process where memory fails it.
        return (
            f"ended its reader (signal {-code}), most often for want of memory (at most {MAX_MEMORY >> 20:,} MB), "
            "as decompression bombs do; save it anew from the program that made it, or split it"
        )
    return f"broke its reader (exit {code}: {last}); save it anew from the program that made it, or print it to PDF"
