"""Working papers (评选材料): gathered from rows as they stand, and issued in a series of their own."""
