"""Run ``yangtze ingest``, kill it at random moments, resume, and compare with a run that nobody disturbed."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Outcome:
    """What the killings left: how many runs were really cut off, and both fingerprints."""

    killed: int
    undisturbed: str
    resumed: str


def _command(store: str, files: Sequence[Path]) -> list[str]:
    return [sys.executable, "-m", "yangtze", "ingest", *map(str, files), "--store", store]


def _run(store: str, files: Sequence[Path], environment: Mapping[str, str]) -> float:
    began = time.monotonic()
    done = subprocess.run(_command(store, files), env=dict(environment), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return time.monotonic() - began


def kill_and_resume(
    undisturbed: str,
    disturbed: str,
    files: Sequence[Path],
    kills: int,
    seed: int,
    *,
    variables: Mapping[str, str] | None = None,
    stretch: float = 1.0,
) -> Outcome:
    """Ingest ``files`` into both stores, into ``disturbed`` through ``kills`` runs that end by SIGKILL.

    Half of the kills fall anywhere in the time that a whole run takes (``stretch`` times that of the undisturbed one),
    half into its last third, where the graph is written. ``variables`` let a run into the disturbed store.
    """
    environments = {"undisturbed": dict(os.environ), "disturbed": {**os.environ, **(variables or {})}}
    whole = stretch * _run(undisturbed, files, environments["undisturbed"])
    chance = random.Random(seed)
    killed = 0
    for number in range(3 * kills):
        if killed == kills:
            break
        began = time.monotonic()
        process = subprocess.Popen(
            _command(disturbed, files),
            env=environments["disturbed"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        moment = chance.uniform(0.15 if number % 2 else 0.66, 1.0) * whole
        try:
            process.wait(moment)
            whole = time.monotonic() - began  # it was quicker than thought: the next moment comes sooner
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed += 1
        # A document more makes the next run build the graph anew, even where this one came to its end.
        _shake(disturbed, environments["disturbed"], number)
    _shake(disturbed, environments["disturbed"], None)
    _run(disturbed, files, environments["disturbed"])
    return Outcome(
        killed,
        _fingerprint(undisturbed, environments["undisturbed"]),
        _fingerprint(disturbed, environments["disturbed"]),
    )


def _shake(store: str, environment: Mapping[str, str], number: int | None) -> None:
    """Put a document in (or take it out again), so that the graph is out of date and has to be built once more."""
    code = (
        "import sys, json\n"
        "from graph.store.place import open_place\n"
        "from graph.ledger.records import Document, Extraction\n"
        "store, number = json.loads(sys.argv[1])\n"
        "with open_place(store, create=True).ledger() as ledger:\n"
        "    known = [d.id for d in ledger.documents() if d.first.key == 'shake']\n"
        "    if number is None:\n"
        "        [ledger.forget(d, '') for d in known]\n"
        "    else:\n"
        "        document = Document(f'第 {number} 次打断。', key='shake')\n"
        "        ledger.put(document, Extraction(document.sha256, 'shake'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps([store, number])], env=dict(environment), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]


def _fingerprint(store: str, environment: Mapping[str, str]) -> str:
    code = (
        "import sys\nfrom graph.session import open_graph\nfrom graph.store.fingerprint import fingerprint\n"
        "print(fingerprint(open_graph(sys.argv[1]).view))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, store], env=dict(environment), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()
