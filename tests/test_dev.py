import ast
import errno
import os
import runpy
import shlex
import socket
import stat
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

import dev

MAKE_VENV = shlex.join([sys.executable, "-m", "venv", ".venv"])
PIP = ".venv/bin/python -m pip --disable-pip-version-check install --require-hashes -r "
MIGRATE = ".venv/bin/python manage.py migrate"
IMPORT = ".venv/bin/python manage.py import_comparisons"
IMPORT_QUIZ = ".venv/bin/python manage.py import_quiz"
LOOK_FOR_STAFF = shlex.join(
    [dev.PYTHON, "manage.py", "shell", "--verbosity=0", "--command", dev.HAS_STAFF]
)
MAKE_STAFF = (
    ".venv/bin/python manage.py createsuperuser --noinput --username=admin --email=admin@localhost"
)
SERVE = ".venv/bin/python manage.py runserver --nostatic 127.0.0.1:"


@pytest.fixture
def machine(tmp_path, monkeypatch, unused_port):
    """A clean checkout where commands are noted, not run; those in `failing` fail."""
    monkeypatch.setattr(dev, "__file__", str(tmp_path / "dev.py"))
    monkeypatch.chdir(tmp_path)
    for name in ("SECRET_KEY", "DEBUG", "SITE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "environ", {**os.environ, "PORT": str(unused_port)})
    Path("requirements.txt").write_text("what the site needs")
    Path("requirements-dev.txt").write_text("the same, and what its tests need")
    machine = SimpleNamespace(commands=[], environments={}, failing={LOOK_FOR_STAFF}, broken=False)

    def run(command, env=None, **_options):
        text = shlex.join(command)
        if text == MAKE_VENV:
            Path(".venv/bin").mkdir(parents=True)
            Path(dev.PYTHON).touch()
        if env is None:
            return SimpleNamespace(returncode=int(machine.broken))
        machine.commands.append(text)
        machine.environments[text] = env
        return SimpleNamespace(returncode=int(text in machine.failing))

    def execv(_program, command):
        machine.commands.append(shlex.join(command))
        raise SystemExit(0)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(os, "execv", execv)
    return machine


@pytest.fixture
def unused_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def exit_of(*words):
    with pytest.raises(SystemExit) as stop:
        dev.main(list(words))
    return stop.value.code


def commands_of_next(machine, *words):
    machine.commands.clear()
    assert exit_of(*words) == 0
    return machine.commands


def test_old_python_is_named_with_what_to_install(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))

    with pytest.raises(SystemExit) as stop:
        runpy.run_path(dev.__file__)

    assert stop.value.code == (
        "Python 3.11 or newer is needed; this is 3.9.\n"
        "On Debian 12, on Ubuntu 24.04 and later: sudo apt install python3 python3-venv\n"
        "Where a newer one stands beside this one, name it: python3.12 dev.py run"
    )


def test_python_3_6_can_read_the_file_as_far_as_that_message():
    source = Path(dev.__file__).read_text()

    definitions = ast.parse(source, feature_version=(3, 6)).body

    assert isinstance(definitions[2], ast.If)


def test_file_with_newer_words_could_not_be_read_by_python_3_6():
    with pytest.raises(SyntaxError):
        ast.parse("if port := 8000: pass", feature_version=(3, 6))


def test_first_run_goes_from_nothing_to_a_served_site(machine, unused_port):
    assert exit_of("run") == 0

    assert machine.commands == [
        MAKE_VENV,
        PIP + "requirements.txt",
        MIGRATE,
        IMPORT,
        IMPORT_QUIZ,
        LOOK_FOR_STAFF,
        MAKE_STAFF,
        f"{SERVE}{unused_port}",
    ]


def test_every_command_is_printed(machine, capsys):
    exit_of("run")

    printed = [line[2:] for line in capsys.readouterr().out.splitlines() if line.startswith("$ ")]
    assert printed == machine.commands


def test_next_run_makes_and_installs_nothing(machine, unused_port):
    exit_of("run")
    machine.failing.clear()

    again = commands_of_next(machine, "run")

    assert again == [MIGRATE, IMPORT, IMPORT_QUIZ, LOOK_FOR_STAFF, f"{SERVE}{unused_port}"]


def test_suite_gets_further_words(machine):
    commands = commands_of_next(machine, "test", "-k", "verdict and not role")

    assert commands == [
        MAKE_VENV,
        PIP + "requirements-dev.txt",
        ".venv/bin/python -m pytest --numprocesses=auto --maxprocesses=4 -k 'verdict and not role'",
    ]


def test_suite_brings_what_a_run_needs(machine):
    exit_of("test")

    commands = commands_of_next(machine, "run")

    assert commands[0] == MIGRATE


def test_run_does_not_bring_what_the_suite_needs(machine):
    exit_of("run")

    commands = commands_of_next(machine, "test")

    assert commands[0] == PIP + "requirements-dev.txt"


@pytest.mark.parametrize(
    ("verb", "lock"), [("run", "requirements.txt"), ("test", "requirements-dev.txt")]
)
def test_changed_lock_is_installed_again(machine, verb, lock):
    exit_of(verb)
    Path(lock).write_text("another version")

    commands = commands_of_next(machine, verb)

    assert commands[0] == PIP + lock


def test_missing_network_is_explained(machine):
    machine.failing.add(PIP + "requirements.txt")

    assert exit_of("run") == (
        "\nThe packages could not be installed; pip gives the reason above."
        "\nIf there is no network: connect, then run this again. Nothing is lost by it."
    )


def test_failed_install_is_tried_again(machine):
    exit_of("run")
    Path("requirements.txt").write_text("another version")
    machine.failing.add(PIP + "requirements.txt")
    exit_of("run")
    Path("requirements.txt").write_text("what the site needs")
    machine.failing.remove(PIP + "requirements.txt")

    commands = commands_of_next(machine, "run")

    assert commands[0] == PIP + "requirements.txt"


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_missing_venv_module_names_the_package_and_leaves_nothing_half_made(
    machine, monkeypatch, missing
):
    machine.failing.add(MAKE_VENV)
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: name != missing)

    assert exit_of("run") == (
        "\nThis Python lacks its venv module. Install it, then run this again."
        "\nOn Debian and Ubuntu: sudo apt install python3-venv"
    )
    assert not Path(".venv").exists()


def test_other_trouble_with_the_folder_names_no_package(machine):
    machine.failing.add(MAKE_VENV)

    assert exit_of("run") == "\nThe folder .venv could not be made; the reason stands above."


def test_folder_of_another_python_is_made_anew(machine, capsys):
    exit_of("run")
    Path(".venv/left-over").touch()
    machine.broken = True

    commands = commands_of_next(machine, "run")

    assert commands[:2] == [MAKE_VENV, PIP + "requirements.txt"]
    assert not Path(".venv/left-over").exists()
    assert "The folder .venv belongs to another Python" in capsys.readouterr().out


def test_working_folder_is_kept(machine):
    exit_of("run")
    Path(".venv/left-over").touch()

    exit_of("run")

    assert Path(".venv/left-over").exists()


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80.5", "http", "８０００"])
def test_port_that_is_none_is_refused_before_any_work(machine, port):
    os.environ["PORT"] = port

    assert exit_of("run") == f"PORT should be a number from 1 to 65535, not {port!r}."
    assert machine.commands == []


def test_taken_port_is_refused_before_any_work(machine):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = os.environ["PORT"] = str(server.getsockname()[1])

        message = exit_of("run")

    assert message == f"Port {port} is taken. Choose another: PORT=8000 python3 dev.py run"
    assert machine.commands == []


@pytest.mark.parametrize("unset", [None, ""])
def test_default_port_is_8000_and_the_advice_is_8001(machine, monkeypatch, unset):
    monkeypatch.setattr(
        socket.socket, "bind", refuse(OSError(errno.EADDRINUSE, "Address already in use"))
    )
    os.environ.pop("PORT")
    if unset is not None:
        os.environ["PORT"] = unset

    assert exit_of("run") == "Port 8000 is taken. Choose another: PORT=8001 python3 dev.py run"


def test_port_that_needs_other_rights_says_so(machine, monkeypatch):
    monkeypatch.setattr(
        socket.socket, "bind", refuse(PermissionError(errno.EACCES, "Permission denied"))
    )
    os.environ["PORT"] = "80"

    assert exit_of("run") == (
        "Port 80 cannot be used (Permission denied). Choose another: PORT=8000 python3 dev.py run"
    )


def refuse(error):
    def bind(_socket, _address):
        raise error

    return bind


def test_port_whose_last_reader_has_just_left_is_free(machine):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as reader:
            connection, _address = server.accept()
            connection.close()
            reader.recv(1)
    os.environ["PORT"] = str(port)

    assert dev.free_port() == port


def test_site_is_run_for_development_under_its_own_address(machine, unused_port):
    exit_of("run")

    environment = machine.environments[MIGRATE]
    assert environment["DEBUG"] == "on"
    assert environment["SITE_URL"] == f"http://127.0.0.1:{unused_port}"


def test_environment_reaches_the_commands(machine):
    os.environ.update(
        DATABASE_URL="postgres://somewhere/else", SECRET_KEY="mine", SITE_URL="http://mine"
    )

    exit_of("run")

    environment = machine.environments[MIGRATE]
    assert environment["DATABASE_URL"] == "postgres://somewhere/else"
    assert environment["SECRET_KEY"] == "mine"
    assert environment["SITE_URL"] == "http://mine"


def test_secret_key_is_kept_for_the_owner_alone(machine):
    exit_of("run")
    first = machine.environments[MIGRATE]["SECRET_KEY"]
    del os.environ["SECRET_KEY"]
    exit_of("run")

    assert machine.environments[MIGRATE]["SECRET_KEY"] == first
    assert len(first) >= 50
    assert stat.S_IMODE(Path(".dev-secret-key").stat().st_mode) == 0o600


def test_secret_key_is_made_anew_when_its_file_is_empty(machine):
    Path(".dev-secret-key").touch()

    exit_of("run")

    assert machine.environments[MIGRATE]["SECRET_KEY"] == Path(".dev-secret-key").read_text()
    assert len(machine.environments[MIGRATE]["SECRET_KEY"]) >= 50


def test_password_of_the_new_account_is_printed_once_and_stands_in_no_command(machine, capsys):
    exit_of("run")

    password = machine.environments[MAKE_STAFF]["DJANGO_SUPERUSER_PASSWORD"]
    lines = [line for line in capsys.readouterr().out.splitlines() if password in line]
    assert lines == [f"Staff sign in at /admin/ as admin with the password {password}"]
    assert len(password) >= 16
    assert "DJANGO_SUPERUSER_PASSWORD" not in machine.environments[MIGRATE]


def test_staff_account_that_exists_is_left_alone(machine, capsys):
    machine.failing.clear()

    exit_of("run")

    assert MAKE_STAFF not in machine.commands
    assert "password" not in capsys.readouterr().out


@pytest.mark.parametrize("failed", [MIGRATE, IMPORT, IMPORT_QUIZ, MAKE_STAFF])
def test_nothing_is_served_after_a_failed_step(machine, failed):
    machine.failing.add(failed)

    assert exit_of("run") == "\nThat did not work; the reason stands above."
    assert machine.commands[-1] == failed


def test_interrupting_ends_quietly(machine, monkeypatch):
    def interrupted(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", interrupted)

    assert exit_of("test") == 130


@pytest.mark.parametrize("words", [[], ["serve"], ["run", "fast"], ["--help"]])
def test_unknown_words_show_the_two_verbs(machine, capsys, words):
    assert exit_of(*words) == 2

    assert capsys.readouterr().err == f"{dev.__doc__}\n"
    assert machine.commands == []


def test_exit_status_of_the_last_command_is_handed_on():
    code = "import dev; dev.become('/bin/sh', '-c', 'exit 7')"

    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(dev.__file__).parent, capture_output=True, text=True
    )

    assert ended.returncode == 7
    assert ended.stdout == "\n$ /bin/sh -c 'exit 7'\n"
