"""What ``akkoord.graph`` offers to a program."""

from __future__ import annotations

import inspect
import subprocess
import sys

import pytest

import akkoord.graph


@pytest.mark.parametrize("name", akkoord.graph.__all__)
def test_every_public_name_is_a_documented_function_or_class(name: str) -> None:
    offered = getattr(akkoord.graph, name)
    assert inspect.isfunction(offered) or inspect.isclass(offered)
    assert inspect.getdoc(offered)


def test_a_verb_stays_a_function_whatever_is_imported() -> None:
    import akkoord.graph.building
    import akkoord.graph.evaluation

    assert akkoord.graph.build is akkoord.graph.building.build
    assert akkoord.graph.query is akkoord.graph.evaluation.query


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'publish_all'"):
        _ = akkoord.graph.publish_all


def test_importing_the_package_loads_nothing_else() -> None:
    code = (
        "import sys, akkoord.graph;"
        "print([name for name in sys.modules if name.startswith('akkoord.graph.')]);"
        "print('pyoxigraph' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "False"]
