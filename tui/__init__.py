"""The terminal: command line, screens and widgets over `hopyard.core`."""
