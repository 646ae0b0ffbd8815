"""A vote from the list of voters to the published list: one module for each act."""
