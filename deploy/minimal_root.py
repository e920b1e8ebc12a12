"""Copy what the bot's environment needs to run into an empty folder: the root of the image.

``minimal_root.py ENVIRONMENT ROOT`` takes this interpreter with its standard library, each shared
library that it or the environment is linked with, and the certificates of authorities. There is no
shell, no package manager and no compiler in it: nothing that a running bot could be made to use.
"""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

UNUSED = shutil.ignore_patterns(
    "config-*", "dist-packages", "distutils", "ensurepip", "idlelib", "lib2to3", "pydoc_data",
    "site-packages", "test", "tests", "tkinter", "turtledemo", "__pycache__", "*.a",
    "_curses*", "_dbm*", "_gdbm*", "_test*", "_tkinter*", "readline*",
)  # fmt: skip
AUTHORITIES = ("/etc/ssl/certs", "/usr/lib/ssl", "/usr/share/ca-certificates")
USERS = """\
root:x:0:0:root:/nonexistent:/nonexistent
imnm:x:10001:10001:imnm:/nonexistent:/nonexistent
"""
GROUPS = "root:x:0:\nimnm:x:10001:\n"


def interpreters(environment: Path) -> list[Path]:
    """Return the links from the environment's interpreter to the program itself."""
    chain = [environment / "bin" / "python"]
    while chain[-1].is_symlink():
        chain.append(chain[-1].parent / chain[-1].readlink())
    return [each for each in chain if not each.is_relative_to(environment)]


def libraries(program: Path, *folders: Path) -> set[Path]:
    """Return the shared libraries that are linked with; those within the folders come anyway.

    Raise :class:`SystemExit` if one of them cannot be found: the image would fail when it is used.
    """
    objects = [str(each) for folder in folders for each in folder.rglob("*.so*") if each.is_file()]
    linked = subprocess.run(  # noqa: S603
        ["ldd", str(program), *objects],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    if missing := set(re.findall(r"(\S+) => not found", linked)):
        raise SystemExit(f"not found: {', '.join(sorted(missing))}")
    found = {
        Path(each) for each in re.findall(r"^\s+(?:\S+ => )?(/\S+) \(0x", linked, re.MULTILINE)
    }
    return {each for each in found if not any(each.is_relative_to(folder) for folder in folders)}


def copy(source: Path, root: Path) -> None:
    """Copy a file, a link or a folder to the same place below another root."""
    # A folder may be a link, such as /lib; what is in it goes where it leads.
    target = root / source.parent.resolve().relative_to("/") / source.name
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True, ignore=UNUSED, dirs_exist_ok=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)


def make(environment: Path, root: Path) -> None:
    """Fill the folder ``root``."""
    for name in ("lib", "lib64", "bin"):
        if (Path("/") / name).is_symlink():
            root.mkdir(parents=True, exist_ok=True)
            (root / name).symlink_to((Path("/") / name).readlink())
    standard = Path(sysconfig.get_path("stdlib"))
    *links, program = interpreters(environment)
    for each in (*links, program, standard):
        copy(each, root)
    for library in libraries(program, environment, root / standard.relative_to("/")):
        # Under the name that the loader looks for, whatever it is a link to.
        copy(library, root)
        if library.is_symlink():
            copy(library.resolve(), root)
    for authorities in AUTHORITIES:
        if Path(authorities).exists():
            copy(Path(authorities), root)
    copy(Path("/etc/ld.so.cache"), root)
    (root / "etc" / "passwd").write_text(USERS)
    (root / "etc" / "group").write_text(GROUPS)
    (root / "etc" / "nsswitch.conf").write_text("hosts: files dns\n")
    # The official image has none, and a read-only root could not keep them.
    subprocess.run(  # noqa: S603
        [
            *(sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash"),
            *("-s", str(root), str(root / standard.relative_to("/"))),
        ],
        check=True,
    )


if __name__ == "__main__":
    os.umask(0o022)
    make(Path(sys.argv[1]).absolute(), Path(sys.argv[2]).absolute())
