"""Subgraphs for other tools: the same question gives the same bytes."""
