"""The parts of reading a published report: its lines and tables, headings, title, and how Word and PDF give them."""
