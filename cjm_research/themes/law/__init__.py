"""The researcher's edits: acts told again, and the topics of any fit put into the themes that stand."""
