"""Where a site may be written to."""

import pytest

from bot.site.folder import LIST, SiteNotWritten, write_site


def test_a_second_site_takes_the_place_of_the_first_and_leaves_what_is_not_its_own(tmp_path):
    out = tmp_path / "new" / "site"
    write_site(out, {"index.html": b"1", "cards/old.html": b"1"})
    (out / "CNAME").write_text("example.org")
    write_site(out, {"index.html": b"2", "cards/new.html": b"2"})
    found = {each.relative_to(out).as_posix() for each in out.rglob("*") if each.is_file()}
    assert found == {"index.html", "cards/new.html", "CNAME", LIST}
    assert (out / "index.html").read_bytes() == b"2"


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.odt").write_text("years of work")
    with pytest.raises(SiteNotWritten, match="holds other files"):
        write_site(tmp_path, {"index.html": b"1"})
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SiteNotWritten, match="is no folder"):
        write_site(tmp_path / "file", {})


def test_a_list_that_names_files_elsewhere_deletes_none_of_them(tmp_path):
    outside = tmp_path / "precious"
    outside.touch()
    out = tmp_path / "site"
    write_site(out, {"index.html": b"1"})
    (out / LIST).write_text(f"../precious\n{outside}\nindex.html\n")
    write_site(out, {"index.html": b"2"})
    assert outside.exists()
