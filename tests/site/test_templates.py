"""The templates hold no words: those are the deck's, or stand in the catalogue."""

import re
from pathlib import Path

import pytest

from bot.site import build

TEMPLATES = sorted((Path(build.__file__).parent / "templates").glob("*.html"))
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
ATTRIBUTE = re.compile(r"(?:alt|title|aria-label|content|placeholder)=\"([^\"{]*)")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_has_no_words_of_its_own(template):
    text = template.read_text()
    assert re.findall(r"[A-Za-z]{2,}", CODE.sub(" ", text)) == []
    if template.name != "base.html":
        said = [each for each in ATTRIBUTE.findall(text) if re.search(r"[A-Za-z]{2,}", each)]
        assert said in ([], ["0; url="])
