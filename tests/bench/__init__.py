"""What `make bench` measures: us beside what else there is, in one run, on one machine."""
