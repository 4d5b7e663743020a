"""The Jupyter kernels of this machine for other languages, as plain data."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from matcalc.errors import MatcalcError

__all__ = ["find_kernel", "folders_of"]


def find_kernel(name: str) -> dict[str, Any]:
    """A kernel's specification, its program by an absolute path.

    Parameters
    ----------
    name : str
        As notebooks name it, and ``jupyter kernelspec list``.

    Raises
    ------
    MatcalcError
        If it is not installed here, or its program is not.
    """
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    known = KernelSpecManager()
    try:
        spec = known.get_kernel_spec(name)
    except NoSuchKernel:
        raise MatcalcError(
            f"a notebook needs the kernel {name!r}, which is not installed here (installed: "
            f"{', '.join(sorted(known.find_kernel_specs())) or 'none'}): install it, or choose "
            "another in the notebook"
        ) from None
    program = shutil.which(spec.argv[0]) if spec.argv else None
    if program is None:
        raise MatcalcError(
            f"the kernel {name!r} is started with {' '.join(spec.argv[:1]) or 'nothing'!r}, which "
            f"is no program here: correct {spec.resource_dir}/kernel.json"
        )
    return spec.to_dict() | {
        "argv": [str(Path(program).absolute()), *spec.argv[1:]],
        "resource_dir": spec.resource_dir,
    }


def folders_of(kernel: dict[str, Any]) -> list[str]:
    """The folders that a kernel must be able to read: its own, and where its program is installed.

    Programs of the system are everywhere; of others' folders only what is theirs is shown: of
    ``~/bin/kernel`` the folder ``bin``, and of ``/opt/julia/bin/julia`` the whole of Julia.
    """
    found = {kernel["resource_dir"]}
    program = Path(kernel["argv"][0])
    for path in (program, program.resolve()):
        whole = path.parent.parent
        private = [Path.home(), Path.cwd()]
        found.add(str(path.parent if any(p.is_relative_to(whole) for p in private) else whole))
    return sorted(found - {"/"})
