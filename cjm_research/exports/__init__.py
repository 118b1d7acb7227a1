"""Exporters: a journey map in, files out; one exporter a format, and the law that every quote is exact."""
