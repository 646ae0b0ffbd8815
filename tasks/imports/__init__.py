"""Real input: the roster and the sheets that offices hand in, all of a file or nothing of it."""
