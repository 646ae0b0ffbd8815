"""What happens: use cases as verbs, one transaction each, the same for a click and a flow."""
