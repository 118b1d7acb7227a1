"""The codebook: its sessions, versions, and what becomes of codings when it changes."""
