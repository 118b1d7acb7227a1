"""Coding by people, in plain Python: the session, and the ledger of acts that it reads."""
