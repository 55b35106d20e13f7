"""gouji 勾稽: the annual report on government information disclosure, filled in, checked, exported."""

__version__ = "0.1.0"
