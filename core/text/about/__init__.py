"""What a document says of itself: what it is, who published it and when; how much of it is boilerplate."""
