"""Tables of any kind: header layouts, kinds of columns, respondents, long tables, tables too large to hold."""
