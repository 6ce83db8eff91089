"""The parity command's own: the run over two implementations, its report, and saved cases."""
