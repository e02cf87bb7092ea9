"""What is known and what can be asked: schema, reference, ledger, resolution, projection, stores, answers."""
