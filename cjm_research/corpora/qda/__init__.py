"""Projects of other tools for qualitative work: REFI-QDA, QualCoder, Taguette. Documents, codes, codings, memos."""
