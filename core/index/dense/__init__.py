"""Compares questions and passages by meaning, where a model for it is configured; off otherwise."""
