"""From mentions and decisions to entities: a pure function."""
