"""What can be given on the command line, explained: a module for each kind of command."""

from explorer.commandline.arguments.top import parser
from explorer.commandline.arguments.types import NAME

__all__ = ["NAME", "parser"]
