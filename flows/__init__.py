"""When, and how often to try: Prefect, and only here; a flow reads like the notice."""
