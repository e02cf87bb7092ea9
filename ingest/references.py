"""A user's own reference folders, kept in the ledger like any other source."""

from collections.abc import Sequence
from pathlib import Path

from graph.ledger.ledger import Ledger
from graph.reference.load import load_reference
from graph.reference.tables import Layer, as_layers


def keep_references(ledger: Ledger, folders: Sequence[Path]) -> tuple[str, ...]:
    """Lay ``folders`` over the shipped reference for this ledger and return what is remarkable about them.

    A folder of a name that is kept already takes the place of the kept one.

    Raises:
        InvalidReference: the folders do not hold together with what is there; nothing is kept then.
    """
    if not folders:
        return ()
    given = as_layers(folders)
    layers = {name: Layer(name, files) for name, files in ledger.layers()}
    layers.update((layer.name, layer) for layer in given)
    reference = load_reference(tuple(layers.values()))
    for layer in given:
        ledger.put_layer(layer.name, layer.files)
    return reference.warnings
