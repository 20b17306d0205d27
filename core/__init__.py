"""The research engine and everything it needs; knows nothing of the screen."""
