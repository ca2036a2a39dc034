"""Options that several commands share, and what their values may be."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from akkoord.graph.git_address import without_user
from akkoord.graph.iri_check import BASE_REMEDY, is_base

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ENDPOINT: Final = re.compile(r"https?://[^\x00-\x20\x7f-\x9f<>\"{}|^`\\#/?]+[^\x00-\x20#]*")

data = click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("public"),
    show_default=True,
    metavar="DIR",
    help="The folder of releases that a build wrote.",
)


def out(default: str, told: str) -> Callable[[Any], Any]:
    """Return the option ``--out``: a folder to write to, made if need be.

    Args:
        default: the folder without it.
        told: what goes there.
    """
    return click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        default=Path(default),
        show_default=True,
        metavar="DIR",
        help=told,
    )


def base_iri(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return a base IRI that things can be named under.

    Raises:
        click.BadParameter: it is none.
    """
    if value is not None and not is_base(value):
        raise click.BadParameter(f"{value!r} is no base to name things under; {BASE_REMEDY}")
    return value


def endpoint(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    """Return the address of a SPARQL endpoint.

    Raises:
        click.BadParameter: it is no absolute http or https URL, or has a user in it.
    """
    if value is not None and without_user(value) != value:
        raise click.BadParameter(
            f"{without_user(value)!r} holds a user name, which messages and logs would show; "
            "give the address without (publish reads AKKOORD_STORE_USER and "
            "AKKOORD_STORE_PASSWORD)"
        )
    if value is not None and not _ENDPOINT.fullmatch(value):
        raise click.BadParameter(
            f"{value!r} is no address of an endpoint; give an http or https URL, such as "
            "http://127.0.0.1:7878/query"
        )
    return value


def present(
    _context: click.Context, _argument: click.Parameter, value: Sequence[str]
) -> tuple[str, ...]:
    """Return paths that exist; ``-`` is standard input.

    Raises:
        click.BadParameter: some do not; all of these are named.
    """
    missing = [path for path in value if path != "-" and not Path(path).exists()]
    if missing:
        raise click.BadParameter(f"no such file or folder: {', '.join(missing)}")
    return tuple(value)


def paths(function: Any) -> Any:
    """Add the argument ``[PATH]...`` to a command."""
    kind = click.Path(allow_dash=True)
    return click.argument("paths", nargs=-1, type=kind, metavar="[PATH]...", callback=present)(
        function
    )
