"""An xlwings engine over a headless LibreOffice: what Excel calls runs here against a real spreadsheet program.

Test harness only. It has the part of xlwings' API that `gouji.ribbon` uses and behaves in it as the Windows engine
does (rows of tuples, errors as numbers, refused writes, `None` for nothing); anything else is an AttributeError.
"""

from calc_engine.engine import App, start

__all__ = ["App", "start"]
