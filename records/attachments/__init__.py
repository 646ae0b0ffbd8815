"""Files from strangers, looked at as bytes before they are kept: what they are, what they hide."""
