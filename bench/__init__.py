"""Benchmarks with a printed table: `make bench`."""
