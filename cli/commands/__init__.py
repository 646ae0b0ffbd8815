"""The commands of `pingxuan`, one module a subject; `cli.main` loads them when they are called."""
