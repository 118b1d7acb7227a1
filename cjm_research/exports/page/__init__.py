"""What stands on the report page beside the map itself, as plain values that its template prints."""
