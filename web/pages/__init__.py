"""One blueprint for each family of pages, and one for the API: parse, ask once, render."""
