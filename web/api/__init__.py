"""The JSON API: the twin of every page, described by an OpenAPI document that is made from this code."""
