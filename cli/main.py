"""The `pingxuan` command: every subcommand's module is loaded only when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, cast

import typer
from typer.core import TyperGroup

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "demo": "demo",
        "serve": "serve",
        "check": "campaign",
        "schema": "campaign",
        "new": "campaign",
        "migrate": "office",
        "launch": "office",
        "status": "office",
        "trigger": "office",
        "move": "office",
        "amend": "amend",
        "closure": "amend",
        "calendar": "amend",
        "import": "data",
        "templates": "data",
        "fiction": "data",
        "vote": "vote",
        "select": "select",
        "what-if": "select",
        "close-calls": "select",
        "card": "cards",
        "cards": "cards",
        "rehearse": "rehearse",
        "evaluators": "judging",
        "assign": "judging",
        "recuse": "judging",
        "sheets": "judging",
        "take-sheet": "judging",
        "observer-opinions": "judging",
        "method-paper": "judging",
        "hearing": "signing",
        "sign": "signing",
        "why": "messages",
        "outbox": "messages",
        "phone-list": "messages",
        "chat-text": "messages",
        "archive": "archive",
        "backup": "backup",
        "restore": "backup",
        "papers": "papers",
        "fonts": "papers",
        "template": "template",
        "meeting": "meeting",
        "opinions": "opinions",
        "objection": "objection",
        "honours": "honours",
        "journal": "journal",
        "export": "proof",
        "verify": "proof",
        "guide": "guide",
        "web": "web",
        "worker": "serve",
        "register": "serve",
        "bench": "bench",
    }
)
"""Command to module of `cli.commands`, in the order of the help page."""


class LazyGroup(TyperGroup):
    """Loads a command's module on use: the web process must not pay for importing Prefect."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - Typer's own Click
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - Typer's own Click
        name = COMMANDS.get(cmd_name)
        if name is None:
            return None
        module = importlib.import_module(f"cli.commands.{name}")
        command = typer.main.get_command(module.app)
        if isinstance(command, TyperGroup):
            return command.get_command(ctx, cmd_name)
        return command


app = typer.Typer(
    cls=LazyGroup,
    help="评选：把一次评选活动从通知到归档办完。Pingxuan runs an award campaign end to end.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def everything() -> None:
    """评选：把一次评选活动从通知到归档办完。Pingxuan runs an award campaign end to end."""


def main() -> None:
    cast("Any", app)()


if __name__ == "__main__":
    main()
