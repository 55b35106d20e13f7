"""Kinds of pages, Word files and PDFs that offices publish, made from figures that are known: a function a kind."""
