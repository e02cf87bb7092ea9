"""Where a graph is kept: one protocol, an embedded store and (behind the same words) Neo4j."""
