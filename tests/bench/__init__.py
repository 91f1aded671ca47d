"""Benchmarks: ratios against a rival in the same run, medians of seven and more; `make bench`, never tests."""
