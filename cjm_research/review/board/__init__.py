"""The board: what people make of the map, as acts; the law by which cards stand; the session of one person."""
