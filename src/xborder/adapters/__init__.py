"""Reference implementations of the ports."""
