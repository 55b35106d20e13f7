"""The roster of the units that are to report, and which of them a file belongs to."""
