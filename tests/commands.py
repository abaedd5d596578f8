"""Management commands as somebody at a terminal meets them."""

from django.core.management import call_command


def run(capsys, command, *args, status=0):
    """What the command says: lines on stdout, lines on stderr."""
    code = 0
    try:
        call_command(command, *args)
    except SystemExit as stopped:
        code = stopped.code
    said = capsys.readouterr()
    assert code == status
    return said.out.splitlines(), said.err.splitlines()
