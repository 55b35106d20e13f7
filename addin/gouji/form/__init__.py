"""The official form as data: its dataclasses (`form`) and what loads them from TOML (`load`)."""
