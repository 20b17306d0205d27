"""Pure functions over text, Chinese and English alike: cleaning, sentences, passages, tokens, numbers."""
