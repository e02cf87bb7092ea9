"""Names that the command line needs before any store is loaded."""

DEFAULT_STORE = "belt.yangtze"
LEDGER_VARIABLE = "YANGTZE_LEDGER"
