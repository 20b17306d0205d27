"""What a question asks, read off its wording: its words and names, the kind of thing asked for, its parts."""
