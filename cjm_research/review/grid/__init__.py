"""The grid: survey answers in rows, many coded at once."""
