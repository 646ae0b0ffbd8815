"""The ways a letter leaves the house: one file per channel behind one protocol."""
