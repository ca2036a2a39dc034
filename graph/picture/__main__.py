"""Print the picture of the model."""

from __future__ import annotations

import sys

from . import committed_turtle, picture

sys.stdout.write(picture(committed_turtle()))
