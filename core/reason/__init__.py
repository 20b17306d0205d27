"""Reasoners: they plan, read and answer. This one needs no model; others stand beside it behind one port."""
