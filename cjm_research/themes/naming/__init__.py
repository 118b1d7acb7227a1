"""How a theme gets a name without a language model: parts of speech, key phrases, weights, quotes."""
