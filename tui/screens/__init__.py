"""The screens: the session, the reader of a source, and what is asked or told over them."""
