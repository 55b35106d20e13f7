"""Makes a Reading of blocks, whatever file they come from: the one recogniser of lines and grids."""
