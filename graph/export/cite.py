"""How to cite what was taken from a graph."""

from importlib.metadata import PackageNotFoundError, version

LICENCE = "CC-BY-4.0 (reference facts); sentences belong to their publishers"


def program_version() -> str:
    """Version of the program, "source" where it is not installed."""
    try:
        return version("yangtze-chains")
    except PackageNotFoundError:
        return "source"


def citation(graph_version: str, query: str, built_at: str = "") -> str:
    """Project, version, graph version (with the date it was made, when given) and query, in one line.

    The graph version names the state of the ledger, the reference and the rules: the same query on the same version
    gives the same data.
    """
    made = f" ({built_at[:10]})" if built_at else ""
    return (
        f"Yangtze Chains 长江产业链图谱, version {program_version()}. Graph {graph_version}{made}. "
        f"Query: {query}. Licence: {LICENCE}."
    )
