"""The reasoner that asks models, and checks all that they say."""
