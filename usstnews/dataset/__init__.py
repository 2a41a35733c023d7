"""The archive as a dataset, for researchers."""
