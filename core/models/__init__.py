"""Models as a service: how their servers are asked, what they cost, and how they fail."""
