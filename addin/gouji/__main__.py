"""Runs `python -m gouji`, which is the same as the `gouji` command."""

from gouji.process.safe_path import forget_current_folder

# Python has put the current folder first, which may be one that hostile files were collected in.
forget_current_folder()

from gouji.cli.main import console  # noqa: E402  what it imports must not come from there

if __name__ == "__main__":
    console()
