"""`python -m gouji`: the same as the `gouji` command."""

from gouji.cli.main import main

if __name__ == "__main__":
    raise SystemExit(main())
