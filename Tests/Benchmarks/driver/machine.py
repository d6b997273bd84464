"""The facts without which a figure means nothing: the machine, and the version of everything."""

import os
import platform
import re
import subprocess
from datetime import datetime, timezone

from workspace import REPOSITORY


def facts(workspace, jobs):
    """Pairs of what is meant and what it is, in the order they are shown."""
    found = [
        ("date", datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")),
        ("processor", f"{_processor()}, {len(os.sched_getaffinity(0))} cores, {jobs} used"),
        ("memory", f"{_memory() / 2**30:.0f} GiB"),
        ("system", f"{_system()}, Linux {platform.release()}"),
        ("trueup", f"{_said([workspace.trueup, '--version'])}{_commit()}"),
        ("Swift", _first(r"Swift version (\S+)", _said(["swift", "--version"]))),
        ("peers", ", ".join(workspace.peer_versions())),
        ("libisal", "present" if has_libisal() else "not present"),
        ("igzip", _first(r"(\d+(?:\.\d+)+)", _said(["igzip", "--version"]))),
        ("gzip", _first(r"(\d+(?:\.\d+)+)", _said(["gzip", "--version"]))),
        ("simdjson", _said(["dpkg-query", "-W", "-f", "${Version}", "libsimdjson-dev"])),
    ]
    return [(name, fact or "not present") for name, fact in found]


def has_libisal():
    """Whether trueup finds the fast gzip library: the loader's own list says so."""
    return "libisal.so.2" in _said(["/sbin/ldconfig", "-p"])


def _said(command):
    """What a command says, or nothing if it cannot be run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _first(pattern, text):
    found = re.search(pattern, text)
    return found.group(1) if found else ""


def _processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = _first(r"model name\s*: (.+)", file.read())
    return model or platform.machine()


def _memory():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _system():
    return platform.freedesktop_os_release().get("PRETTY_NAME", "an unknown system")


def _commit():
    git = ["git", "-C", str(REPOSITORY)]
    commit = _said([*git, "rev-parse", "--short", "HEAD"])
    changed = _said([*git, "status", "--porcelain"])
    return f" ({commit}{', with changes' if changed else ''})" if commit else ""
