"""Documents of word processors and PDFs: paragraphs and tables, then the turns in them."""
