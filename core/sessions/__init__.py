"""Sessions on disk: each is a folder with its event log and the texts of its sources."""
