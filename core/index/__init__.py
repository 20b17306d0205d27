"""The library: a passage store that is the truth, a Whoosh index that can be rebuilt from it, one writer."""
