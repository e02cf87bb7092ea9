"""What is known of one entity, and how two are connected."""
