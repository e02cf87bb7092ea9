"""From words to chain links: which link a phrase names, and whether a sentence says that a firm makes it."""
