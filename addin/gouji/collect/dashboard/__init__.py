"""The dashboard of a collection: one web page, complete by itself. `page.page` is its door."""
