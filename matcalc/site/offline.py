"""What a reader's browser fetches for a copy of the site that needs no connection."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

from matcalc.course.files import write_atomically
from matcalc.site.script import SOURCES

__all__ = ["LIST", "WORKER", "publish_offline"]

WORKER = "offline.js"  # which answers for the folder that it lies in, so it is at the site's root
LIST = "offline-files.json"
# Made for the builder and for developers, or read by other programs.
LEFT_OUT = {".map", ".inv", ".buildinfo", ".doctree"}
FOLDERS = {"jupyter_execute", ".doctrees"}


def publish_offline(site: Path) -> None:
    """Put the service worker at a site's root, beside a list of the site's files.

    Parameters
    ----------
    site : Path
        The folder with all pages, and with whatever they fetch.
    """
    shutil.copyfile(SOURCES / WORKER, site / WORKER)
    files = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site)
        if path.is_dir() or FOLDERS & set(name.parts) or str(name) in {WORKER, LIST}:
            continue
        if path.suffix in LEFT_OUT or path.name in LEFT_OUT:
            continue
        content = path.read_bytes()
        files[name.as_posix()] = (len(content), hashlib.sha256(content).hexdigest()[:24])
    version = hashlib.sha256(json.dumps(files).encode()).hexdigest()[:12]
    size = sum(size for size, _ in files.values())
    listed = {"version": version, "size": size, "files": files}
    write_atomically(site / LIST, json.dumps(listed).encode())
