"""Benchmarks: ratios against a rival in the same run, medians of at least seven. Run by `make bench`, never as tests."""
