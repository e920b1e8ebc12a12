"""Read a site as a browser does: parse its pages strictly, and follow its links."""

import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from justhtml import JustHTML

from bot.site.folder import write_site


class ReadPage:
    """A page of the site, parsed; a fault of its HTML is an error."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.html = content.decode()
        self.tree = JustHTML(self.html, sanitize=False, strict=True, scripting_enabled=False)

    def find(self, selector: str) -> list:
        return self.tree.query(selector)

    def one(self, selector: str):
        (found,) = self.find(selector)
        return found

    def texts(self, selector: str) -> list[str]:
        return [words(each) for each in self.find(selector)]

    @cached_property
    def text(self) -> str:
        return words(self.one("main"))

    @cached_property
    def ids(self) -> list[str]:
        return [each.attrs["id"] for each in self.find("[id]")]

    def meta(self, name: str) -> str | None:
        found = self.find(f'meta[name="{name}"]') + self.find(f'meta[property="{name}"]')
        return found[0].attrs["content"] if found else None

    def links(self) -> Iterator[tuple[str, str]]:
        """Yield each address of the page with the kind of element that names it."""
        for selector, attribute in (
            ("a", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("form", "action"),
        ):  # fmt: skip
            for each in self.find(f"{selector}[{attribute}]"):
                yield selector, each.attrs[attribute]


class Site:
    """The files of a site."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.pages = {
            path: ReadPage(path, content)
            for path, content in files.items()
            if path.endswith(".html")
        }

    def __getitem__(self, path: str) -> ReadPage:
        return self.pages[path]

    def write(self, out: Path) -> Path:
        write_site(out, self.files)
        return out

    def target(self, page: ReadPage, address: str, root: str = "/") -> tuple[str, str] | None:
        """Return the file and the anchor that a link leads to; None for another site."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            return None
        if parts.path.startswith("/"):
            path = parts.path.removeprefix(root)
        else:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), parts.path))
        return (path if parts.path else page.path), unquote(parts.fragment)


def words(node) -> str:
    """Return what is read of an element, with single spaces."""
    return " ".join(node.to_text(separator=" ", strip=True).split())
