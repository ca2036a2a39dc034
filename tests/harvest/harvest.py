"""What CKAN's DCAT harvester makes of a catalogue: its dataset records, as JSON on standard output.

Run by the Python that has CKAN: harvest.py CATALOGUE FORMAT PROFILE...
"""

import json
import sys
from pathlib import Path

from ckanext.dcat.processors import RDFParser

file, syntax, *profiles = sys.argv[1:]
parser = RDFParser(profiles=profiles)
parser.parse(Path(file).read_text("utf-8"), syntax)
json.dump(list(parser.datasets()), sys.stdout)
