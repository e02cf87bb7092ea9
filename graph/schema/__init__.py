"""Labels and relationships, read from ``schema.toml``: the one source for tables, constraints, validation, docs."""
