"""Benchmarks are scripts that are run by hand; there is nothing in them to collect."""

collect_ignore_glob = ["*.py"]
