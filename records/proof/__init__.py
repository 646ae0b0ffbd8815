"""The result as anyone can check it: inputs, results and the chain in one folder, with a verifier."""
