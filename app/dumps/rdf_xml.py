"""The union of all named graphs as RDF/XML, packed, on standard output.

``python -m akkoord.app.dumps.rdf_xml RELEASE CODING``: a server has it done so, as it takes more
memory than a request should.
"""

from __future__ import annotations

import sys
from pathlib import Path

from akkoord.app.codings import compressed
from akkoord.graph.extraction import dump
from akkoord.graph.formats import RDF_XML
from akkoord.graph.release.layout import open_release

if __name__ == "__main__":
    plain = dump(open_release(Path(sys.argv[1])), RDF_XML.name)
    sys.stdout.buffer.write(compressed(sys.argv[2], plain))
