"""Zip archives and XML that mean harm, or are merely broken."""

import struct
import zipfile

import pytest

from cjm_research.corpora.archive import MAX_NODES, open_zip, xml_of
from cjm_research.errors import ReadError

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;"><!ENTITY z "&y;&y;&y;&y;&y;&y;&y;&y;">]>
<a>&z;</a>"""


@pytest.fixture
def pack(tmp_path):
    def write(parts, name="talk.docx", method=zipfile.ZIP_DEFLATED):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", method) as archive:
            for part, data in parts.items():
                archive.writestr(part, data)
        return path

    return write


def message(path):
    with pytest.raises(ReadError) as caught:
        open_zip(path)
    return str(caught.value).replace(str(path.parent) + "/", "")


def set_in_directory(path, offset, form, value):
    """Overwrite a field of the first entry in the central directory."""
    data = bytearray(path.read_bytes())
    struct.pack_into(form, data, data.index(b"PK\x01\x02") + offset, value)
    path.write_bytes(data)


def test_parts_are_listed_and_read(pack):
    with open_zip(pack({"a/": b"", "a/b.xml": b"<x/>", "访谈.txt": "太晚了。".encode()})) as archive:
        assert archive.names == ["a/b.xml", "访谈.txt"]
        assert archive.read("访谈.txt").decode() == "太晚了。"
        assert "a/b.xml" in archive
        with pytest.raises(ReadError, match=r"talk\.docx has no part 'c': it is not a whole \.docx\. Save it again\.$"):
            archive.read("c")


def test_an_archive_that_is_cut_off_is_refused(pack):
    path = pack({"a": b"It was late. " * 50})
    path.write_bytes(path.read_bytes()[:60])
    assert message(path) == "talk.docx is not a whole .docx: it is damaged or cut off. Copy or save it again."


def test_a_part_with_a_flipped_bit_is_refused(pack):
    path = pack({"a": b"It was late. " * 50}, method=zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[60] ^= 8
    path.write_bytes(data)
    with open_zip(path) as archive, pytest.raises(ReadError, match=r"is damaged: its part a cannot be unpacked\. Copy"):
        archive.read("a")


def test_a_part_that_unpacks_to_a_thousand_times_its_size_is_refused(pack):
    path = pack({"bomb": bytes(11 * 1024**2)})
    assert message(path).startswith("talk.docx: its part bomb unpacks to 1,0")
    assert message(path).endswith("times its size, as no document does. Do not trust it; ask for a new copy.")


def test_parts_that_say_they_are_too_large_are_refused(pack):
    path = pack({"film.mp4": b"x"})
    set_in_directory(path, 24, "<I", 300 * 1024**2)
    set_in_directory(path, 20, "<I", 200 * 1024**2)
    assert message(path) == (
        "talk.docx: its part film.mp4 unpacks to 300 MB, at most 256 MB are read. Take large media out of it."
    )


def test_a_part_cannot_unpack_to_more_than_it_says(pack):
    path = pack({"bomb": bytes(11 * 1024**2)})
    set_in_directory(path, 24, "<I", 1000)
    with open_zip(path) as archive, pytest.raises(ReadError, match="its part bomb cannot be unpacked"):
        archive.read("bomb")


def test_many_large_parts_are_refused_together(pack, monkeypatch):
    monkeypatch.setattr("cjm_research.corpora.archive.MAX_TOTAL", 1024**2)
    path = pack({"a": bytes(600 * 1024), "b": bytes(600 * 1024)})
    assert message(path) == "talk.docx unpacks to 1 MB, at most 1 MB are read. Take large media out of it."


def test_a_password_is_asked_away(pack):
    path = pack({"a": b"x"})
    set_in_directory(path, 8, "<H", 1)
    assert message(path) == ("talk.docx is protected by a password. Open it, remove the password and save it again.")


def test_a_name_that_leads_outside_is_refused(pack):
    assert message(pack({"../../home/a": b"x"}, "study.qdpx")) == (
        "study.qdpx names a place outside itself ('../../home/a'). Do not trust it; ask for a new copy."
    )
    assert "names a place outside itself" in message(pack({"a\\..\\..\\b": b"x"}))


def test_a_packing_that_is_not_read_is_named(pack):
    assert message(pack({"a": b"x"}, method=zipfile.ZIP_LZMA)) == (
        "talk.docx: its part a is packed by method 14, only stored and deflated parts are read. Save it again."
    )


def test_old_and_protected_office_files_are_told_apart(tmp_path):
    path = tmp_path / "old.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert message(path) == "old.docx is in the old Office format. Open it and save it as .docx."
    path.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    assert message(path) == "old.docx is protected by a password. Open it, remove the password and save it again."


def test_xml_is_read_in_the_encoding_that_it_declares():
    assert xml_of('<?xml version="1.0" encoding="UTF-16"?><a>太晚了</a>'.encode("utf-16"), "a.xml").text == "太晚了"
    assert xml_of(b"<!DOCTYPE a><a>late</a>", "a.xml").text == "late"


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        LAUGHS.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16"),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://example.com/x">%x;]><a/>',
    ],
    ids=["billion laughs", "in UTF-16", "external", "parameter"],
)
def test_xml_with_entities_is_refused(data):
    with pytest.raises(ReadError) as caught:
        xml_of(data, "project.qde")
    assert str(caught.value) == (
        "project.qde defines XML entities, which could draw in other files. Export it again from the tool that made it."
    )


def test_broken_xml_names_the_line():
    with pytest.raises(ReadError) as caught:
        xml_of(b"<a>\n<b>\n</a>", "project.qde")
    assert str(caught.value) == (
        "project.qde, line 3: not well-formed XML (Opening and ending tag mismatch: b line 2 and a). "
        "Export or save it again."
    )


@pytest.mark.parametrize("data", [b"", b"not xml", b"\x00\x01\x02", b'<?xml version="1.0" encoding="nonsense"?><a/>'])
def test_what_is_not_xml_is_refused(data):
    with pytest.raises(ReadError, match=r"^a\.eaf, line \d+: not well-formed XML \(.+\)\. Export or save it again\.$"):
        xml_of(data, "a.eaf")


def test_xml_with_too_many_elements_is_refused():
    with pytest.raises(ReadError) as caught:
        xml_of(b"<" * (MAX_NODES + 1), "a.eaf")
    assert str(caught.value) == (
        "a.eaf holds about 8,000,001 XML elements, at most 8,000,000 are read. Split the file."
    )
