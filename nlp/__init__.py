"""From text to mentions, relations and features: the spaCy pipeline and its components."""
