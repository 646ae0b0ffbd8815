"""The demonstration: a whole campaign on a simulated clock, with real flows, files and messages."""
