"""Reports as offices make them, whole and damaged, with what a careful reader can tell of each: an independent measure
of everything that recognises tables. Nothing here uses the product's recogniser; only the form's data."""
