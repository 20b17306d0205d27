"""What it takes to say that a passage carries a sentence: one module for each thing that is compared."""
