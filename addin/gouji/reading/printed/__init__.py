"""Reads published reports: their lines and tables, headings and title, out of Word, PDF, web pages and text."""
