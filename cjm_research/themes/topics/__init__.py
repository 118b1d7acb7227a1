"""What the topic model finds: a tree of the segments of a family, cut where the cut is worth most."""
