"""Schemathesis asks the API whatever its document allows, and what it does not: nothing may surprise it.

No network: the app answers in this process. ``YANGTZE_FUZZ`` names how many questions of each kind (default 5).
"""

import os
from pathlib import Path

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from web.app import create_app

_CONFIG = {
    "seed": 1,
    "generation": {"max-examples": int(os.environ.get("YANGTZE_FUZZ", "5")), "mode": "all", "deterministic": True},
    "phases": {"stateful": {"enabled": False}},  # everything is read, nothing leads from one state to another
    "operations": [
        {
            # A period that ends before it begins is a mistake that JSON Schema cannot name.
            "include-operation-id": "export",
            "checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404"]}},
        }
    ],
}


def test_no_question_surprises_the_api(demo_store: Path) -> None:
    app = create_app(demo_store, RATE="", COMPRESS_REGISTER=False)
    config = SchemathesisConfig.from_dict(_CONFIG)
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app, config=config)
    found, asked, errors = set(), set(), []
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked.add(event.recorder.label)
            for id_, checks in event.recorder.checks.items():
                case = event.recorder.cases[id_].value
                for check in checks:
                    if check.failure_info is not None:
                        question = (case.formatted_path, str(case.query))
                        found.add((check.name, *question, str(check.failure_info.failure)[:300]))
        elif isinstance(event, events.NonFatalError | events.FatalError):
            errors.append(str(event))
    app.extensions["yangtze"].close()
    assert not errors
    assert not found
    assert len(asked) == len(app.extensions["yangtze-api"].spec.to_dict()["paths"])
