"""A sound member of the event stream, damaged: the shape meant for each damage finds it."""

from __future__ import annotations

import pytest

ISSUED = '    prov:generatedAtTime "2026-11-26T12:00:00.000Z"^^xsd:dateTime ;\n'

VERSION = {
    "version without a moment": (ISSUED, "", "VersionMoment"),
    "version of two moments": (
        '12:00:00.000Z"^^xsd:dateTime ;',
        '12:00:00.000Z"^^xsd:dateTime, "2026-11-27T12:00:00.000Z"^^xsd:dateTime ;',
        "VersionMoment",
    ),
    "moment without a time zone": ('000Z"^^', '000"^^', "VersionMoment"),
    "moment as a text": ("^^xsd:dateTime", "", "VersionMoment"),
    "version of two things": ("dcterms:isVersionOf <", "dcterms:isVersionOf <x:>, <", "VersionOf"),
    "version of a text": (
        "<https://w3id.org/regeerakkoord/id/decision/2021-03-26/boomhuttenplan-0123456789> ;",
        '"Boomhuttenplan" ;',
        "VersionOf",
    ),
    "version without title": (' ;\n    dcterms:title "Boomhuttenplan"@nl', "", "VersionTitle"),
    "version with an empty title": ('"Boomhuttenplan"', '""', "VersionTitle"),
}


def test_the_sound_version_breaks_nothing(broken):
    assert broken("version", "ra:Decision", "ra:Decision") == set()


@pytest.mark.parametrize(("passage", "replacement", "shape"), VERSION.values(), ids=VERSION)
def test_damage_is_found_by_the_shape_meant_for_it(broken, passage, replacement, shape):
    assert broken("version", passage, replacement) == {shape}
