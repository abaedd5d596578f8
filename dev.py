#!/usr/bin/env python3
"""From a clean checkout to a served site, or to a passed suite, on a machine that has only Python.

python3 dev.py run     serve the site with its content on http://127.0.0.1:8000, or on PORT
python3 dev.py test    run the whole suite; further words go to pytest, for example -k verdict
"""

import sys

# An older Python has to be able to read this whole file, or it could not print this sentence.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "Python 3.11 or newer is needed; this is {}.{}.\n"
        "On Debian 12, on Ubuntu 24.04 and later: sudo apt install python3 python3-venv\n"
        "Where a newer one stands beside this one, name it: python3.12 dev.py run".format(
            *sys.version_info[:2]
        )
    )

import errno
import hashlib
import importlib.util
import os
import secrets
import shlex
import shutil
import socket
import subprocess
from pathlib import Path
from typing import NoReturn

PYTHON = ".venv/bin/python"
# Holds the hashes of the lock files whose packages are in place.
INSTALLED = Path(".venv/installed-locks")
HAS_STAFF = (
    "from django.contrib.auth.models import User; "
    "raise SystemExit(not User.objects.filter(is_superuser=True).exists())"
)


def announce(command: tuple[str, ...]) -> None:
    print("\n$", shlex.join(command), flush=True)


def succeeds(*command: str, **environment: str) -> bool:
    announce(command)
    return subprocess.run(command, env={**os.environ, **environment}).returncode == 0


def must(*command: str, **environment: str) -> None:
    if not succeeds(*command, **environment):
        sys.exit("\nThat did not work; the reason stands above.")


def become(*command: str) -> NoReturn:
    """The command takes this process over, and with it Ctrl-C and the exit status."""
    announce(command)
    os.execv(command[0], command)


def make_environment() -> None:
    check = [PYTHON, "-c", "import pip, sys; sys.exit(sys.version_info < (3, 11))"]
    if Path(PYTHON).exists():
        if subprocess.run(check, stderr=subprocess.DEVNULL).returncode == 0:
            return
        print("The folder .venv belongs to another Python, so it is made anew.")
        shutil.rmtree(".venv")
    if succeeds(sys.executable, "-m", "venv", ".venv"):
        return
    shutil.rmtree(".venv", ignore_errors=True)
    if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
        sys.exit("\nThe folder .venv could not be made; the reason stands above.")
    sys.exit(
        "\nThis Python lacks its venv module. Install it, then run this again."
        "\nOn Debian and Ubuntu: sudo apt install python3-venv"
    )


def hash_of(lock: str) -> str:
    return hashlib.sha256(Path(lock).read_bytes()).hexdigest()


def install(*locks: str) -> None:
    """Installs the first lock file; the others are contained in it."""
    make_environment()
    if INSTALLED.exists() and hash_of(locks[0]) in INSTALLED.read_text().split():
        return
    INSTALLED.unlink(missing_ok=True)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check")
    if not succeeds(*pip, "install", "--require-hashes", "-r", locks[0]):
        sys.exit(
            "\nThe packages could not be installed; pip gives the reason above."
            "\nIf there is no network: connect, then run this again. Nothing is lost by it."
        )
    INSTALLED.write_text("\n".join(map(hash_of, locks)))


def free_port() -> int:
    """Asked for first: a taken port should not come to light after a minute of work."""
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= 65535):
        sys.exit(f"PORT should be a number from 1 to 65535, not {text!r}.")
    port = int(text)
    with socket.socket() as server:
        # As the server itself does: a port whose last reader has only just left counts as free.
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind(("127.0.0.1", port))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            problem = "is taken" if taken else f"cannot be used ({error.strerror})"
            other = 8001 if port == 8000 else 8000
            sys.exit(f"Port {port} {problem}. Choose another: PORT={other} python3 dev.py run")
    return port


def secret_key() -> str:
    """Kept in a file, so that a restart signs nobody out."""
    file = Path(".dev-secret-key")
    if not file.exists() or not file.read_text():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


def new_staff_password() -> str | None:
    if succeeds(PYTHON, "manage.py", "shell", "--verbosity=0", "--command", HAS_STAFF):
        return None
    password = secrets.token_urlsafe(12)
    account = ("--noinput", "--username=admin", "--email=admin@localhost")
    must(PYTHON, "manage.py", "createsuperuser", *account, DJANGO_SUPERUSER_PASSWORD=password)
    return password


def run() -> NoReturn:
    port = free_port()
    install("requirements.txt")
    os.environ["DEBUG"] = "on"
    os.environ.setdefault("SECRET_KEY", secret_key())
    os.environ.setdefault("SITE_URL", f"http://127.0.0.1:{port}")
    must(PYTHON, "manage.py", "migrate")
    must(PYTHON, "manage.py", "import_comparisons")
    must(PYTHON, "manage.py", "import_quiz")
    password = new_staff_password()
    if password:
        print(f"\nStaff sign in at /admin/ as admin with the password {password}")
        print("Shown only this once; to change it: .venv/bin/python manage.py changepassword admin")
    print(f"\nCareerPick is at http://127.0.0.1:{port}/ until you press Ctrl-C.")
    # Without Django's own static files, WhiteNoise serves them with the headers of production.
    become(PYTHON, "manage.py", "runserver", "--nostatic", f"127.0.0.1:{port}")


def test(words: list[str]) -> NoReturn:
    install("requirements-dev.txt", "requirements.txt")
    # Each process has a database and a browser of its own; more than four would crowd PostgreSQL.
    become(PYTHON, "-m", "pytest", "--numprocesses=auto", "--maxprocesses=4", *words)


def main(words: list[str]) -> NoReturn:
    os.chdir(Path(__file__).resolve().parent)
    try:
        if words[:1] == ["test"]:
            test(words[1:])
        if words == ["run"]:
            run()
    except KeyboardInterrupt:
        sys.exit(130)
    print(__doc__, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
