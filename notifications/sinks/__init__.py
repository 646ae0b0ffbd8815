"""Local stand-ins for mail and webhook providers, for rehearsals, the demo and tests."""
