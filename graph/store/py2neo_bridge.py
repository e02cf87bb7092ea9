"""py2neo's words for ours (extra ``[py2neo]``): a subgraph as ``py2neo.Subgraph``, a ``py2neo.Graph`` as a source.

py2neo is no longer maintained: a ``py2neo.Graph`` only says where the server is and who asks, and the official
driver does the asking.
"""

from typing import TYPE_CHECKING, Any

from graph.errors import StoreError
from graph.export.subgraph import Subgraph
from graph.schema.model import load_schema
from graph.store.neo4j_address import Address
from graph.store.neo4j_rows import as_map, node_properties, node_row, relationship_properties, relationship_row

if TYPE_CHECKING:
    import py2neo


def to_py2neo(subgraph: Subgraph) -> "py2neo.Subgraph":
    """The subgraph with the labels, types and properties that it has on a Neo4j of ours, ``id`` being the key.

    Raises:
        StoreError: py2neo is not installed.
    """
    try:
        import py2neo  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise StoreError("py2neo is not installed: pip install 'yangtze-chains[py2neo]'.") from error
    schema = load_schema()
    nodes = {}
    for node in subgraph.nodes:
        known = node_properties(node.label)
        nodes[node.id] = py2neo.Node(node.label, **as_map(node_row(node, known), known))
        # What py2neo's own merge() goes by.
        nodes[node.id].__primarylabel__, nodes[node.id].__primarykey__ = node.label, "id"
    relationships = []
    for fact in subgraph.facts:
        known = relationship_properties(schema.relationships[fact.type].name)
        properties = as_map(relationship_row(fact, known), known)
        relationships.append(py2neo.Relationship(nodes[fact.head], fact.type, nodes[fact.tail], **properties))
    return py2neo.Subgraph(nodes.values(), relationships)


def address_of(graph: Any) -> Address:
    """The address behind a ``py2neo.Graph``, with its database, user and password.

    Raises:
        StoreError: it is no ``py2neo.Graph``, or one that speaks HTTP.
    """
    if not type(graph).__module__.startswith("py2neo"):
        raise StoreError(f"A {type(graph).__name__} is no store; give a folder, an address or a py2neo.Graph.")
    profile = graph.service.profile
    if profile.protocol != "bolt":
        raise StoreError(
            f"The py2neo.Graph at {profile.host} speaks {profile.protocol}; open it with bolt:// or neo4j://."
        )
    scheme = "neo4j" if profile.routing else "bolt"
    tls = ("+s" if profile.verify else "+ssc") if profile.secure else ""
    host = f"[{profile.host}]" if ":" in profile.host else profile.host
    return Address(f"{scheme}{tls}://{host}:{profile.port_number}", graph.name, profile.user, profile.password)
