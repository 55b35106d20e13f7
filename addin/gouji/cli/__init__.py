"""The `gouji` command: arguments (arguments), what each command does (one module each), words on the terminal."""
