"""What is kept: a folder with checksums now, the sealed package of the national rules later."""
