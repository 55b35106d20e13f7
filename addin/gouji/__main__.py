"""`python -m gouji`: the same as the `gouji` command."""

from gouji.cli.main import console

if __name__ == "__main__":
    console()
