"""What follows from the reports by rule, kept apart from what they say.

Each rule writes to a named graph of its own, ``derived/{rule}``, so that nobody takes a conclusion
of ours for a word of the source, and a query can ask which rule made a triple. The rules are
described, in Dutch and English, in ``ontology/provenance.ttl``:

* *topics*, *themes*, *topic-themes*: see :mod:`.topics`;
* *kinds*, *same-title*, *same-file*: see :mod:`.decisions`;
* *mentions*: see :mod:`.agencies`;
* *themis*: see :mod:`.themis`.

What is missing or odd in the reports is told in the graph ``quality``, see :mod:`.quality`.
:mod:`.rules` applies them. They read :mod:`.facts`, which every report leaves when it is converted.
"""

from typing import Final

AGENDAS: Final = "derived/themis"
"""Name of the graph of agendas, each of which is sound or not by itself."""
