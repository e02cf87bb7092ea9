"""What documents say and what people decide: one SQLite file, the only truth."""
