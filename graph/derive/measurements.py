"""The quality of a report, or of all, as measurements in DQV: see :mod:`.quality`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Literal, NamedNode

from .. import vocabulary as v
from ..terms import LABEL, TITLE, A, dutch, term
from .rule_graph import rule_graph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..iris import Names
    from ..release.chunk import NamedGraph

    Triples: TypeAlias = Iterator[tuple[str, NamedNode, NamedNode | Literal]]


def quality_totals(values: Mapping[str, int], names: Names) -> NamedGraph:
    """Return the measurements of the dataset, a part of the graph ``quality``."""
    return rule_graph(names, "quality", measurements(f"{names.base}id/dataset", values, names))


def measurements(on: str, values: Mapping[str, int], names: Names) -> Triples:
    """Yield a measurement of each metric.

    Args:
        on: IRI of what was measured: a report, or the dataset.
        values: of the metrics by their names.
        names: mints IRIs under the build's base.
    """
    for metric, number in sorted(values.items()):
        subject = f"{on}/quality/{metric}"
        title = dutch(f"Kwaliteitsmeting {metric}: {number}")
        yield subject, A, term(v.DQV, "QualityMeasurement")
        yield subject, TITLE, title
        yield subject, LABEL, title
        yield subject, term(v.DQV, "computedOn"), NamedNode(on)
        metric_iri = NamedNode(f"{names.base}id/metric/{metric}")
        yield subject, term(v.DQV, "isMeasurementOf"), metric_iri
        yield subject, term(v.DQV, "value"), Literal(number)
