"""The project's documents as pages."""

from pathlib import Path

import pytest

from bot.site import documents
from bot.site.documents import find_documents, make_document_pages, read_documents
from tests.site.reading import JustHTML

PRIVACY = """# Privacy

What is **stored**.

## Files
| file | |
|---|---|
| `a` | [running](docs/running.md#two-words) |

| other | table |
|---|---|
| 1 | 2 |

```sh
a < b
```

[code](bot/store.py), [outside](https://example.org), [here](#files), <b>raw</b>
![a picture](docs/page.png)
"""

RUNNING = """# Running

[back](../PRIVACY.md)

## Two words
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "PRIVACY.md").write_text(PRIVACY)
    (tmp_path / "docs" / "running.md").write_text(RUNNING)
    (tmp_path / "docs" / "new-one.md").write_text("# A new one\n")
    return tmp_path


def bodies(folder: Path, repository: str | None = None) -> dict[str, str]:
    pages = make_document_pages(read_documents(folder), repository)
    return {page.path: str(page.values.get("body", "")) for page in pages}


def test_documents_come_in_reading_order_and_new_ones_by_themselves(folder):
    found = read_documents(folder)
    assert [(each.path, each.title) for each in found] == [
        ("documents/privacy.html", "Privacy"),
        ("documents/running.html", "Running"),
        ("documents/new-one.html", "A new one"),
    ]
    assert found[0].summary == "What is stored."


def test_links_lead_to_pages_to_the_repository_or_are_words(folder):
    body = bodies(folder, "https://example.org/r")["documents/privacy.html"]
    assert 'href="running.html#two-words"' in body
    assert 'href="https://example.org/r/blob/HEAD/bot/store.py"' in body
    assert 'href="https://example.org"' in body
    assert 'href="#files"' in body
    alone = bodies(folder)
    assert "store.py" not in alone["documents/privacy.html"]
    assert "code, <a" in alone["documents/privacy.html"]
    assert 'href="privacy.html"' in alone["documents/running.html"]


def test_what_scrolls_has_a_name_of_its_own_and_an_empty_head_is_none(folder):
    body = bodies(folder)["documents/privacy.html"]
    tree = JustHTML(body, fragment=True, sanitize=False)
    regions = tree.query('[role="region"]')
    assert [each.attrs["aria-label"] for each in regions] == [
        "Table: Files",
        "Table: Files 2",
        "Example: Files",
    ]
    assert all(each.attrs["tabindex"] == "0" for each in regions)
    assert [each.name for each in tree.query("thead")[0].query("th, td")] == ["th", "td"]


def test_raw_html_is_shown_as_text_and_no_image_is_fetched(folder):
    body = bodies(folder)["documents/privacy.html"]
    assert "&lt;b&gt;raw&lt;/b&gt;" in body
    assert "a &lt; b" in body
    assert "<img" not in body
    assert "a picture" in body


def test_without_documents_there_are_no_pages(tmp_path, monkeypatch):
    assert make_document_pages(read_documents(tmp_path), None) == ()
    monkeypatch.setattr(documents, "__file__", str(tmp_path / "bot" / "site" / "documents.py"))
    assert find_documents() is None


def test_each_document_has_a_page_of_its_own():
    paths = [document.path for document in read_documents(find_documents())]
    assert len(set(paths)) == len(paths)


def test_the_documents_that_people_need_are_pages(site):
    wanted = {"running", "hosting", "writing-cards", "reviewing", "architecture", "privacy"}
    wanted |= {
        "terms",
        "support",
        "security",
        "security-policy",
        "contributing",
        "own-deck",
        "site",
    }
    assert {f"documents/{each}.html" for each in wanted} <= site.pages.keys()
