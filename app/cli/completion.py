"""``akkoord completion``: the script by which a shell completes our commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from .examples import Command


@click.command(
    cls=Command,
    examples=(
        "akkoord completion bash >> ~/.bashrc",
        "akkoord completion zsh >> ~/.zshrc",
        "akkoord completion fish > ~/.config/fish/completions/akkoord.fish",
    ),
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the completion script for a shell."""
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click has all three
    root = context.find_root().command
    click.echo(kind(root, {}, "akkoord", "_AKKOORD_COMPLETE").source())
