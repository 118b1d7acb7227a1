"""Coding: the session of one person, what they say, cut and note, and the order in which they are asked."""
