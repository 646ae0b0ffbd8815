"""What operators type: the `pingxuan` command and what stands behind `serve` and `demo`."""
