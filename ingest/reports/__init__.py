"""Reports: text, tables and pages of PDF and Word files, each read in a child process with bounds."""
