"""From the ledger and the reference to the nodes and relationships of a graph."""
