"""From the bytes of a page to a source with passages: cleaned, and with what is hidden left out."""
