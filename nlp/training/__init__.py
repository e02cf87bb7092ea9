"""How the encoder is trained: prepare → train → export, each a command (docs/extraction.md)."""
