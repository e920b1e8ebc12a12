"""Cards and comparisons: found, shown at two levels, as text, with their sources."""
