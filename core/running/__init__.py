"""The parts of the engine: its inbox, its jobs, one run of a hop, the way of an event, the time it takes."""
