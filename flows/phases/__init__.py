"""One flow for each phase of the notice: a pass over its steps, in order."""
