"""``/dumps/``: every file of every release that is kept.

:mod:`.files` tells which there are, :mod:`.maker` writes those that are not on disk, :mod:`.index`
lists all with sizes and checksums, and :mod:`.serving` answers requests with :mod:`.responses`.
"""
