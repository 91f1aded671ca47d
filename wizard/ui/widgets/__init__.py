"""The building blocks of pages. They draw what they are given; texts arrive ready to read."""
