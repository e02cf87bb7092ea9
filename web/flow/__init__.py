"""The flow drawing of a chain: from links and flows to blocks, columns, lanes and coordinates."""
