"""Themes: sessions in which people rename, merge, split and move them."""
