"""Finds both ends of a chain: passages that answer a question together, one leading to the next by a name."""
