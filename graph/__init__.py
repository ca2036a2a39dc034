"""Reports in, a validated graph out: everything up to a release on disk.

Data flows one way: source files -> parsed reports -> quads -> SHACL -> release.
Nothing here knows of HTTP; ``akkoord.app`` builds on this package, never the reverse.
"""
