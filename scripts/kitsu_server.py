# SPDX-FileCopyrightText: 2026 Animatic Gateway maintainers
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real Kitsu (its server, zou) on this machine's loopback, for tests: PostgreSQL, a stand-in for Redis, gunicorn.

    python3 scripts/kitsu_server.py --setup     an environment of its own with zou, in .env-zou (about a minute)
    python3 scripts/kitsu_server.py             start it, print its address and account, end with Ctrl-C

Needs Debian's PostgreSQL. Everything else lives in a temporary folder and is gone at the end.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = Path(os.environ.get("ANIMATIC_ZOU_PYTHON", ROOT / ".env-zou" / "bin" / "python"))
PINS = ("zou==1.0.97", "fakeredis==2.41.0", "lupa==2.8")
EMAIL, PASSWORD = "admin@example.com", "mysecretpassword"
PATIENCE = 180.0
"""Seconds until the server that does not answer is given up."""

_REDIS = (
    "import sys; from fakeredis import TcpFakeServer; TcpFakeServer(('127.0.0.1', int(sys.argv[1]))).serve_forever()"
)


@dataclass(frozen=True)
class Server:
    """Where it listens, and who may log in."""

    address: str
    email: str = EMAIL
    password: str = PASSWORD


def missing() -> str:
    """Why it cannot run here; empty where it can."""
    if not _postgres():
        return "PostgreSQL is not installed (Debian: postgresql)"
    if not PYTHON.is_file():
        return "zou is not installed: scripts/kitsu_server.py --setup"
    return ""


def setup() -> None:
    folder = PYTHON.parent.parent
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(PYTHON), "-m", "pip", "install", "--quiet", *PINS], check=True)


def _postgres() -> Path | None:
    """The newest installed PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    return found[-1].parent if found else None


@contextmanager
def running() -> Iterator[Server]:
    """The server, fresh and empty but for its administrator."""
    folder = Path(tempfile.mkdtemp(prefix="kitsu-"))
    processes: list[subprocess.Popen[bytes]] = []
    try:
        yield _start(folder, processes)
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGINT)
        for process in processes:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, processes: list[subprocess.Popen[bytes]]) -> Server:
    programs = _postgres()
    assert programs is not None
    database, redis, web = _free_ports(3)
    data = folder / "db"
    data.mkdir()
    user = _unprivileged(folder, data)
    log = (folder / "log").open("wb")
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run(initdb, check=True, stdout=log, stderr=log, **user)
    options = ["-D", str(data), "-p", str(database), "-h", "127.0.0.1", "-k", str(data), "-c", "fsync=off"]
    processes.append(subprocess.Popen([str(programs / "postgres"), *options], stdout=log, stderr=log, **user))
    processes.append(subprocess.Popen([str(PYTHON), "-c", _REDIS, str(redis)], stdout=log, stderr=log))
    _wait_for(database)
    _wait_for(redis)
    subprocess.run(
        [str(programs / "createdb"), "-h", "127.0.0.1", "-p", str(database), "-U", "postgres", "zoudb"], check=True
    )
    environment = {
        **os.environ,
        "DB_HOST": "127.0.0.1", "DB_PORT": str(database), "DB_USERNAME": "postgres", "DB_PASSWORD": "",
        "DB_DATABASE": "zoudb", "KV_HOST": "127.0.0.1", "KV_PORT": str(redis), "SECRET_KEY": "only for tests " * 3,
        "PREVIEW_FOLDER": str(folder / "previews"), "TMP_DIR": str(folder / "tmp"), "INDEXER_KEY": "",
        "ENABLE_JOB_QUEUE": "False", "HOME": str(folder),
    }  # fmt: skip
    (folder / "tmp").mkdir()
    zou = [str(PYTHON.parent / "zou")]
    for arguments in (["init-db"], ["init-data"], ["create-admin", EMAIL, "--password", PASSWORD]):
        subprocess.run([*zou, *arguments], env=environment, check=True, stdout=log, stderr=log, cwd=folder)
    gunicorn = [str(PYTHON.parent / "gunicorn"), "-k", "gevent", "-w", "1", "-b", f"127.0.0.1:{web}", "zou.app:app"]
    processes.append(subprocess.Popen(gunicorn, env=environment, stdout=log, stderr=log, cwd=folder))
    server = Server(f"http://127.0.0.1:{web}")
    _wait_for_answer(server.address)
    return server


def _unprivileged(folder: Path, data: Path) -> dict[str, object]:
    """PostgreSQL refuses to run as root."""
    if os.getuid():
        return {}
    postgres = pwd.getpwnam("postgres")
    folder.chmod(0o755)
    os.chown(data, postgres.pw_uid, postgres.pw_gid)
    return {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": [], "cwd": str(data)}


def _free_ports(count: int) -> list[int]:
    """All held until the last is known, so that no two are one."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def _wait_for(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        if time.monotonic() > end:
            raise TimeoutError(f"nothing listens on {port}")
        time.sleep(0.2)


def _wait_for_answer(address: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address, timeout=10).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


if __name__ == "__main__":
    if {"-h", "--help"} & {*sys.argv}:
        print(__doc__)
    elif "--setup" in sys.argv:
        setup()
    elif missing():
        sys.exit(missing())
    else:
        with running() as server:
            print(f"{server.address}  {server.email}  {server.password}", flush=True)
            try:
                signal.pause()
            except KeyboardInterrupt:
                print("ending")
