"""A release on disk: what it holds, how it is written and switched (design section 7)."""
