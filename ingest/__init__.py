"""Where documents and tables come from: readers, duplicates, the run itself."""
