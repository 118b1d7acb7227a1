"""What tells who a person is: how it is found in a text, piece by piece; `privacy.pseudonyms` puts it together."""
