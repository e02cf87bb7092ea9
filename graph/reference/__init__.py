"""Shipped knowledge of regions, chains, links, flows, offices and firms, and a user's own laid over it."""
