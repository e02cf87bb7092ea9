"""One index of names: matching, search, resolution and questions all use it."""
