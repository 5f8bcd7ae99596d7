"""Snapshots of every event version: schema and examples as committed. `python -m tests.contracts.snapshots` writes
those that are new; a changed one is a new version of the event, not a new snapshot."""

import json
from pathlib import Path
from typing import Any

from tests.contracts.examples import EXAMPLES
from waymark.contracts.envelope import Event

FOLDER = Path(__file__).parent / "snapshots"


def events() -> list[type[Event]]:
    """Every event version that has an example."""
    return sorted({type(example) for example in EXAMPLES}, key=lambda event: event.type())


def snapshot_of(event: type[Event]) -> dict[str, Any]:
    """What the snapshot of an event is now."""
    examples = [json.loads(example.model_dump_json()) for example in EXAMPLES if type(example) is event]
    return {"topic": event.topic, "schema": event.model_json_schema(), "examples": examples}


def read(event: type[Event]) -> dict[str, Any]:
    """The committed snapshot of an event."""
    found: dict[str, Any] = json.loads((FOLDER / f"{event.type()}.json").read_text())
    return found


def write() -> None:
    """Write the snapshots that do not exist yet, or differ."""
    FOLDER.mkdir(exist_ok=True)
    for event in events():
        text = json.dumps(snapshot_of(event), indent=1, sort_keys=True) + "\n"
        (FOLDER / f"{event.type()}.json").write_text(text)


if __name__ == "__main__":
    write()
