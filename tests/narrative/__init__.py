"""Labelled sentences for measuring the text against the tables: families of templates in two halves, and what fills
them. README.md says how they are made and why the halves never mix."""
