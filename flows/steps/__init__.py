"""One flow for each kind of step; each is one short pass that may run twice, late or never."""
