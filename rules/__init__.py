"""Whether: pure functions and frozen values that decide what the notice asks for."""
