"""One hash for all that a graph says, whatever store it is in and whenever it was made."""

import hashlib
import json
from collections.abc import Iterator

from graph.schema.model import load_schema
from graph.store.base import View


def fingerprint(view: View) -> str:
    """Hash of every node and relationship with its properties, in a fixed order; not of when or where it was made."""
    digest = hashlib.sha256()
    for line in _lines(view):
        digest.update(line.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _lines(view: View) -> Iterator[str]:
    for label in load_schema().labels:
        for node in view.nodes(label):
            yield json.dumps([label, node.id, node.properties], ensure_ascii=False, sort_keys=True)
    for type_ in load_schema().relationships:
        found = view.relationships([type_])
        for r in sorted(found, key=lambda r: (r.head, r.tail, r.id)):
            yield json.dumps([type_, r.head, r.tail, r.properties], ensure_ascii=False, sort_keys=True)
