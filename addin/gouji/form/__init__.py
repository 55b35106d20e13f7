"""The official form as data: the dataclasses (form) and the loader of the TOML files (load)."""
