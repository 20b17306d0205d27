"""A session as a file for others: pure renderers, one module a format, from state and events to text."""
