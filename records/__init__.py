"""What is put on paper and kept: workbooks, papers, the archive."""
