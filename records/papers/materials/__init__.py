"""The working papers of a campaign: what each states, and the tables that it is made of."""
