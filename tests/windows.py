"""Windows, as far as the bot can tell: run as a program, it takes away what Windows has not.

`python -m tests.windows FOLDER` then does there what people do on Windows: it imports all of the
bot, keeps a database, copies it, and shows the preview. Nothing of this is for another process.
"""

import asyncio
import errno
import fcntl
import importlib
import os
import pkgutil
import select  # noqa: F401 - before what follows
import shutil
import signal
import struct
import subprocess  # noqa: F401 - as above
import sys
import tempfile  # noqa: F401 - as above
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

MISSING = {
    os: ("O_CLOEXEC", "fchmod", "fork", "getuid", "mkfifo"),
    signal: ("ITIMER_REAL", "SIGALRM", "SIGHUP", "SIGUSR1", "SIGUSR2", "setitimer"),
}
NO_MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "termios", "uvloop")


def locking(handle: int, _mode: int, length: int) -> None:
    """`msvcrt.locking` with LK_NBLCK: a lock for one handle alone, from where it stands on."""
    start = os.lseek(handle, 0, os.SEEK_CUR)
    wanted = struct.pack("hhqqi0q", fcntl.F_WRLCK, os.SEEK_SET, start, length, 0)
    try:
        fcntl.fcntl(handle, fcntl.F_OFD_SETLK, wanted)
    except BlockingIOError:
        raise PermissionError(errno.EACCES, "Permission denied") from None


def is_open(path: Path) -> bool:
    """Whether this process has the file open."""
    if not path.exists():
        return False
    for each in Path("/proc/self/fd").iterdir():
        try:
            if each.samefile(path):
                return True
        except OSError:
            continue
    return False


def refuse_open_files(kind: type[Any], name: str) -> None:
    real = getattr(kind, name)

    def refusing(path: Path, *arguments: Any, **options: Any) -> Any:
        if is_open(path):
            raise PermissionError(errno.EACCES, "The process cannot access the file", str(path))
        return real(path, *arguments, **options)

    setattr(kind, name, refusing)


def become_windows() -> None:
    for module, names in MISSING.items():
        for name in names:
            delattr(module, name)
    sys.modules.update(dict.fromkeys(NO_MODULES))
    msvcrt: Any = ModuleType("msvcrt")
    msvcrt.locking, msvcrt.LK_NBLCK = locking, 2
    sys.modules["msvcrt"] = msvcrt
    for name in ("rename", "replace", "unlink"):
        refuse_open_files(Path, name)
    real_open = os.open

    def open_files_alone(path: Any, *arguments: Any, **options: Any) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real_open(path, *arguments, **options)

    os.open = open_files_alone
    private: Any = shutil
    private._use_fd_functions = False

    def refuse(*_: object) -> None:
        raise NotImplementedError

    loop: Any = asyncio.SelectorEventLoop
    loop.add_signal_handler = loop.remove_signal_handler = refuse
    import bot.system  # noqa: PLC0415 - only now

    bot.system.WINDOWS = True


def import_all() -> None:
    import bot  # noqa: PLC0415 - only now

    for module in pkgutil.walk_packages(bot.__path__, "bot."):
        if ".migrations." not in module.name and module.name != "bot.__main__":
            importlib.import_module(module.name)


async def keep_a_database(folder: Path) -> None:
    from bot.errors import StoreBusy  # noqa: PLC0415 - only now
    from bot.store import Preferences, Store  # noqa: PLC0415 - as above
    from bot.store.sqlite.claim import claim, sole_use, use  # noqa: PLC0415 - as above

    path = folder / "imnm.db"
    url = f"sqlite+aiosqlite:///{path}"
    with claim(path):
        async with Store(url) as store:
            await store.people.change(7, lambda _: Preferences(text_only=True))
            await store.privacy.erase(8, datetime.now(UTC))
            await store.check()
            await store.backup(folder / "copies" / "monday.db")
            for refused in (claim(path), sole_use(path)):
                try:
                    with refused:
                        print("two at once")
                except StoreBusy:
                    pass
            with use(path), use(path):
                pass
    with sole_use(path), claim(path):
        pass
    print("kept")


def preview() -> None:
    from bot.cli import main  # noqa: PLC0415 - only now

    def end_when_shown() -> None:
        while "page" not in shown:
            threading.Event().wait(0.05)
        signal.raise_signal(signal.SIGINT)

    shown: set[str] = set()

    class Watch:
        def write(self, text: str) -> int:
            if "Your Discord" in text:
                shown.add("page")
            return sys.__stdout__.write(text)

        def flush(self) -> None:
            sys.__stdout__.flush()

    sys.stdout = Watch()
    threading.Thread(target=end_when_shown, daemon=True).start()
    code = main(["preview", "--port", "0", "--no-browser", "--empty"])
    sys.stdout = sys.__stdout__
    print(f"preview ended with {code}")


if __name__ == "__main__":
    become_windows()
    import_all()
    asyncio.run(keep_a_database(Path(sys.argv[1])))
    preview()
