"""Which segment belongs to which themes, how nearly, where it lies, and where new ones go."""
