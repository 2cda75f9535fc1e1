# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""The project's own Python environments, one a Blender line: found, made, kept up to date.

A script says `_env.ensure(needs="demo")` before it imports anything else of the project and goes on inside the right
environment. Standard library only, and written for old Pythons too, so that one that does not fit can say so itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    Version = tuple[int, int]

ROOT = Path(__file__).resolve().parent.parent
BLENDERS: dict[Version, str] = {(3, 13): "5.2.3", (3, 11): "4.5.15"}
"""The Blender module that each supported Python gets, newest first: the wheels are bound to one Python each."""

REQUIREMENTS = {
    "demo": ("requirements.txt",),
    "test": ("requirements.txt", "requirements-test.txt"),
    "lint": ("requirements.txt", "requirements-test.txt", "requirements-lint.txt"),
}
NO_WHEEL = {(3, 13): {("darwin", "x86_64")}, (3, 11): set()}
"""Machines that a line's Blender module is not made for, beside ARM Linux, which has none at all."""

FREE_BYTES = 3 * 1024**3
"""One environment: 400 MB of download and 1.2 GB unpacked, pip's cache, and room to work (measured with 5.2.3)."""

LIBRARIES = {
    "libX11.so.6": "libx11-6",
    "libXext.so.6": "libxext6",
    "libXrender.so.1": "libxrender1",
    "libXfixes.so.3": "libxfixes3",
    "libXi.so.6": "libxi6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libSM.so.6": "libsm6",
    "libICE.so.6": "libice6",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
}
"""What Blender's module loads, and Debian's package of it. Without libEGL it imports and then aborts at a render."""

USER_ERROR = 2
"""Exit code for what the person at the keyboard can mend."""


def ensure(*, needs: str = "demo", newest: bool = False, usage: str = "") -> None:
    """Go on inside an environment that has what `needs` asks for ("demo", "test" or "lint"), made first if missing.

    It is the running Python's where that fits, or with `newest` that of the newest Blender that this machine can run.

    Returns when the running Python is that environment's; otherwise starts the same command again in it and does not
    return. Ends the process with one sentence and exit code 2 where a person has to do something first, and with
    `usage` where --help was asked for: that needs no environment.
    """
    if usage and not {"-h", "--help"}.isdisjoint(sys.argv[1:]):
        print(usage.strip())
        sys.exit(0)
    version = _inside() or _choose(needs, newest=newest)
    python = prepare(version, needs=needs)
    if _inside() == version:
        return
    command = [str(python), *sys.argv]
    if os.name == "nt":  # exec on Windows gives the terminal back before the program has ended
        sys.exit(subprocess.call(command, env=_clean_environ()))
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(command[0], command, _clean_environ())


def prepare(version: Version, *, needs: str = "demo") -> Path:
    """Make or update the environment of a Python version; returns its Python. Ends the process where it cannot."""
    _check_machine(version)
    _check_libraries()
    python = ready(version, needs=needs)
    if python:
        return python
    with _locked(environment(version).name):
        return ready(version, needs=needs) or _install(version, needs)


def ready(version: Version, *, needs: str = "demo") -> Path | None:
    """The Python of a version's environment if everything for `needs` is installed there, else None."""
    python = _python_of(environment(version))
    stamp = _read_stamp(version)
    wanted = _wanted(version, needs)
    return python if python.exists() and all(stamp.get(name) == value for name, value in wanted.items()) else None


def ensure_if_made(*, needs: str, unless: tuple[str, ...], usage: str) -> None:
    """As `ensure`, for what can do without: an environment is used where there is one, and made only for the `unless`
    among the arguments. Otherwise goes on in a Python of a supported line, with the standard library alone."""
    made = any(ready(version, needs=needs) for version in BLENDERS)
    if made or not {*unless}.isdisjoint(sys.argv):
        ensure(needs=needs, newest=True, usage=usage)
    elif sys.version_info < (3, 11):  # noqa: UP036  a newer one is looked for
        pythons = [python for python in map(interpreter, BLENDERS) if python]
        if not pythons:
            stop("Python 3.11 or newer is needed.", "Install one, and start this again.")
        os.execve(str(pythons[0]), [str(pythons[0]), *sys.argv], _clean_environ())


def environment(version: Version) -> Path:
    """The folder of a version's environment: `.env-3.13` beside the project's manifest, or the one that a link there
    leads to, so that several work trees can share one."""
    return (ROOT / f".env-{dotted(version)}").resolve()


def interpreter(version: Version) -> Path | None:
    """A Python of that version on this machine: the running one, one on PATH, pyenv's or the Windows launcher's."""
    if sys.version_info[:2] == version:
        return Path(sys.executable)
    for command in _candidates(version):
        found = _ask_python(command, version)
        if found:
            return found
    return None


def dotted(version: Version) -> str:
    return ".".join(map(str, version))


def say(text: str) -> None:
    """Progress goes to stderr: a script's own output stays clean."""
    print(text, file=sys.stderr, flush=True)


def stop(happened: str, do: str) -> NoReturn:
    """End with what happened and what to do about it."""
    say(happened)
    say(f"  {do}")
    sys.exit(USER_ERROR)


# Which Python


def _inside() -> Version | None:
    """The version of the environment that the running Python belongs to, None outside."""
    for version in BLENDERS:
        if Path(sys.prefix).resolve() == environment(version):
            return version
    return None


def _choose(needs: str, *, newest: bool) -> Version:
    """The running Python's version if it fits and need not be the newest, else the newest to be found."""
    running: Version = (sys.version_info[0], sys.version_info[1])
    if running in BLENDERS and _has_wheel(running) and not newest:
        return running
    for version in BLENDERS:
        if _has_wheel(version) and (ready(version, needs=needs) or interpreter(version)):
            return version
    names = " or ".join(dotted(version) for version in BLENDERS)
    stop(
        f"Python {names} is needed; this is {dotted(running)}, and no other was found on PATH or with pyenv.",
        f"Install one, for example `pyenv install {dotted(next(iter(BLENDERS)))}`, and start this again.",
    )


def _candidates(version: Version) -> Iterator[list[str]]:
    name = f"python{dotted(version)}"
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        # pyenv's shims answer for every version that pyenv knows, most of them with "command not found".
        if folder and Path(folder).name != "shims":
            for file in (Path(folder, name), Path(folder, f"{name}.exe")):
                if file.is_file():
                    yield [str(file)]
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for installed in sorted(pyenv.glob(f"{dotted(version)}.*"), key=_patch_number, reverse=True):
        yield [str(installed / "bin" / "python3")]
    if os.name == "nt" and shutil.which("py"):
        yield ["py", f"-{dotted(version)}"]


def _patch_number(folder: Path) -> int:
    digits = folder.name.split(".")[-1]
    return int(digits) if digits.isdigit() else -1


def _ask_python(command: list[str], version: Version) -> Path | None:
    """The path of the Python that a command starts, None if it does not start or is of another version."""
    code = "import sys; print(*sys.version_info[:2], sys.executable)"
    try:
        answer = subprocess.run([*command, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = answer.stdout.strip().split(" ", 2)
    return Path(words[2]) if words[:2] == [str(number) for number in version] else None


# Whether Blender's module can run here


def _has_wheel(version: Version) -> bool:
    machine = platform.machine().lower()
    if sys.platform.startswith("linux"):
        return machine in ("x86_64", "amd64")
    return (sys.platform, machine) not in NO_WHEEL[version]


def _check_machine(version: Version) -> None:
    if not _has_wheel(version):
        stop(
            f"Blender {BLENDERS[version]} has no Python module for this machine ({sys.platform} {platform.machine()}).",
            "Use the extension in Blender itself; the scripts need Windows, macOS on Apple silicon or Linux on x86-64.",
        )


def _check_libraries() -> None:
    """Have the shared libraries that Blender's module loads; root on Debian gets them installed."""
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if missing:
        _install_packages(missing, "Blender's shared libraries")
        unloadable = [library for library in LIBRARIES if not _loads(library)]
        if unloadable:
            stop(
                f"Still missing after the installation: {' '.join(unloadable)}.",
                "Look for the package that has them on your system.",
            )


def _loads(library: str) -> bool:
    if not sys.platform.startswith("linux"):
        return True
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _install_packages(packages: list[str], what: str) -> None:
    """Install Debian packages if that is in our power, else end with the line that does it."""
    apt = Path("/etc/debian_version").exists() and shutil.which("apt-get")
    names = " ".join(packages)
    if not apt:
        stop(f"{what} are missing.", f"Install your system's packages for what Debian calls: {names}")
    if os.geteuid() != 0:
        line = f"sudo apt-get update && sudo apt-get install --no-install-recommends --yes {names}"
        stop(f"{what} are missing. This line installs them:", line)
    say(f"Installing {what}: {names}")
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "--no-install-recommends", "--yes", "-o", "DPkg::Lock::Timeout=300", *packages]
    for arguments in (["update"], install):
        command = ["apt-get", "-qq", *arguments]
        done = subprocess.run(command, env=environ, capture_output=True, text=True, errors="replace", check=False)
        if done.returncode and arguments is install:
            say(done.stdout + done.stderr)
            stop(f"{what} could not be installed; apt-get's message is above.", f"Install these packages: {names}")


# Making an environment


def _install(version: Version, needs: str) -> Path:
    folder = environment(version)
    unfinished = folder / ".unfinished"
    if not _python_of(folder).exists() or unfinished.exists() or _read_stamp(version).get("folder") != str(folder):
        _make_empty(version, folder)
    _check_space()
    unfinished.touch()
    say(f"Installing Blender {BLENDERS[version]} as a Python module and what goes with it into {folder.name}")
    say("  (the first time that is a download of about 400 MB)")
    arguments = [
        argument for name in REQUIREMENTS[needs] for argument in ("--requirement", str(ROOT / "scripts" / name))
    ]
    pip = [str(_python_of(folder)), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *arguments]
    # A `user = true` in someone's pip settings fails inside an environment.
    done = subprocess.run(
        pip, stdout=sys.stderr, env={**_clean_environ(), "PIP_USER": "0"}, close_fds=False, check=False
    )
    if done.returncode:
        stop(
            f"The packages could not be installed; pip's message is above (it ended with code {done.returncode}).",
            "Check the network and start this again.",
        )
    stamp = {"folder": str(folder), **_read_stamp(version), **_wanted(version, needs)}
    _stamp_file(version).write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    unfinished.unlink()
    return _python_of(folder)


def _make_empty(version: Version, folder: Path) -> None:
    """A new, empty environment: one that was interrupted halfway may hold half a package that pip takes for whole."""
    if folder.exists():
        say(f"Making {folder.name} anew")
        shutil.rmtree(folder)
    python = interpreter(version)
    if python is None:
        stop(
            f"Python {dotted(version)} is needed and was not found on PATH or with pyenv.",
            f"Install it, for example `pyenv install {dotted(version)}`, and start this again.",
        )
    _check_venv(python, version)
    subprocess.run([str(python), "-m", "venv", str(folder)], env=_clean_environ(), close_fds=False, check=True)
    _stamp_file(version).write_text(json.dumps({"folder": str(folder)}), encoding="utf-8")


def _check_venv(python: Path, version: Version) -> None:
    """Debian keeps what makes environments in a package of its own."""
    if not _can_make_environments(python):
        _install_packages([f"python{dotted(version)}-venv"], "Python's tools for environments")
        if not _can_make_environments(python):
            stop(f"{python} cannot make environments: it has no ensurepip.", "Install a complete Python and try again.")


def _can_make_environments(python: Path) -> bool:
    return (
        subprocess.run([str(python), "-c", "import ensurepip, venv"], capture_output=True, check=False).returncode == 0
    )


def _check_space() -> None:
    free = shutil.disk_usage(ROOT).free
    if free < FREE_BYTES:
        there = free * 10 // 1024**3 / 10  # rounded down: "needs 3 GB; there are 3.0 GB" would be no reason
        stop(
            f"The environment needs {FREE_BYTES / 1024**3:.0f} GB of free disk; there are {there} GB.",
            "Make room and start this again.",
        )


def _python_of(folder: Path) -> Path:
    return folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python"


def _stamp_file(version: Version) -> Path:
    return environment(version) / ".installed.json"


def _read_stamp(version: Version) -> dict[str, str]:
    try:
        stamp = json.loads(_stamp_file(version).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _wanted(version: Version, needs: str) -> dict[str, str]:
    """What the stamp must say: the requirements' hashes, and the folder, since environments cannot be moved."""
    hashes = {name: hashlib.sha256((ROOT / "scripts" / name).read_bytes()).hexdigest() for name in REQUIREMENTS[needs]}
    return {"folder": str(environment(version)), **hashes}


def _clean_environ() -> dict[str, str]:
    """The environment variables without those that make one Python load another's packages."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}


@contextlib.contextmanager
def _locked(name: str) -> Iterator[None]:
    """One installation at a time; the lock goes with the process that holds it and pip, however they end."""
    path = ROOT / ".cache" / f"{name}.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("a+b") as file:
        if not _try_lock(file):
            say(f"Waiting for another run that is installing {name}")
            _wait_lock(file)
        # If we are killed, pip goes on: it keeps the lock until its end, and the next run does not step in between.
        os.set_inheritable(file.fileno(), True)
        yield


if sys.platform == "win32":
    import msvcrt
    import time

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_lock(file: IO[bytes]) -> None:
        while not _try_lock(file):
            time.sleep(0.5)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def _wait_lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)
