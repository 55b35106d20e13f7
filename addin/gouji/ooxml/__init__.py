"""The Open Packaging and SpreadsheetML layer: the only room that knows zip, XML parts and how a cell is stored."""
