"""The program ``akkoord``: a command for each verb of ``akkoord.graph``, and the server.

This module finds the command and turns what goes wrong into words and an exit code; each
command has a module of its own, imported only when it is asked for, and imports what it works
with only when it runs. So ``akkoord --help`` takes a twentieth of a second.

Exit codes: 0 done, 1 the data is at fault, 2 the call is.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from akkoord.graph.configuration import load_configuration
from akkoord.graph.errors import AkkoordError

from .examples import write_examples
from .reporting import exit_code, tell

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (
    "build",
    "validate",
    "serve",
    "query",
    "dump",
    "diff",
    "fetch",
    "publish",
    "reconcile",
    "mcp",
    "completion",
)

EXAMPLES = (
    "akkoord build                    # convert, validate and release the example reports",
    "akkoord serve                    # serve the release at http://127.0.0.1:8000",
    "akkoord build reports.zip        # the same with reports of your own",
    "akkoord query -f question.rq     # ask the release something",
)


class Commands(click.Group):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands' names in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command."""
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(f"{__name__}.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples and the exit codes."""
        write_examples(EXAMPLES, formatter)
        formatter.write("\nExit codes: 0 done, 1 the data is at fault, 2 the call is.\n")


@click.command(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="akkoord", message="%(prog)s %(version)s")
@click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="What differs between publishers; akkoord.toml in this folder, if it is there.",
)
@click.pass_context
def akkoord(context: click.Context, config: Path | None) -> None:
    """Linked data of what the Flemish Government decided on its coalition agreement."""
    context.obj = load_configuration(config)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program and end the process with its exit code.

    Args:
        arguments: of the call, without the program's name; the process's own by default.
    """
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code; what goes wrong is told on standard error."""
    try:
        outcome = akkoord.main(arguments, prog_name="akkoord", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return 2
    except AkkoordError as error:
        tell(error)
        return exit_code(error)
    except BrokenPipeError:
        # Whoever read our output has gone, as with "| head": nothing is wrong, nobody listens.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except (click.Abort, KeyboardInterrupt):
        return 128 + signal.SIGINT
    return outcome if isinstance(outcome, int) else 0
