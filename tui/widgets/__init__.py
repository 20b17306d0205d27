"""The panes and lines of the screen: thin views over a session's state."""
