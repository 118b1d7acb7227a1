"""The key: sealed, whole, and silent about what it holds."""

import json
import os
import re
import stat
import subprocess
import sys

import pytest

from cjm_research.corpora.privacy.key import PrivacyKey, Secret, opened_by
from cjm_research.errors import StudyError

NAMES = {"en": "Nora Whitfield", "zh": "欧阳思远"}


@pytest.fixture(params=["file", "passphrase"])
def secret(request, tmp_path):
    if request.param == "file":
        return Secret(file=tmp_path / "keys" / "one.key")
    return Secret(passphrase="正确的 horse battery")


def _filled(path, secret, name):
    key = PrivacyKey.load(path, secret)
    key.table[f"name|{name.casefold()}"] = "[name-1]"
    key.originals["[name-1]"] = [name]
    key.surfaces["d0123|12"] = name
    key.keep.append(["d0123", name])
    key.also[name] = "name"
    key.save()
    return key


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_key_comes_back_as_it_went_in_and_shows_no_name(tmp_path, secret, name):
    path = tmp_path / "pseudonyms.key"
    key = _filled(path, secret, name)
    again = PrivacyKey.load(path, secret)
    for part in ("key_id", "table", "originals", "surfaces", "keep", "also"):
        assert getattr(again, part) == getattr(key, part)
    assert name.encode() not in path.read_bytes()
    assert json.dumps(name)[1:-1].encode() not in path.read_bytes()
    assert name not in repr(again)
    assert repr(again) == f"PrivacyKey({key.key_id}, 1 pseudonyms)"
    assert "horse" not in repr(secret)


def test_the_first_line_says_what_the_file_is(tmp_path, secret):
    path = tmp_path / "pseudonyms.key"
    key = _filled(path, secret, "x")
    head = json.loads(path.read_bytes().split(b"\n")[0])
    assert (head["format"], head["version"], head["key_id"]) == ("cjm-key", 1, key.key_id)
    assert opened_by(path)["by"] == ("passphrase" if secret.passphrase else "file")
    if secret.passphrase:
        assert {name: head["kdf"][name] for name in ("n", "r", "p")} == {"n": 32768, "r": 8, "p": 1}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_only_the_owner_reads_the_key_and_its_secret(tmp_path):
    secret = Secret(file=tmp_path / "keys" / "one.key")
    _filled(tmp_path / "pseudonyms.key", secret, "x")
    for path in (tmp_path / "pseudonyms.key", secret.file):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_nothing_is_written_for_a_key_that_holds_nothing_or_did_not_change(tmp_path, secret):
    path = tmp_path / "pseudonyms.key"
    PrivacyKey.load(path, secret).save()
    assert list(tmp_path.iterdir()) == []
    _filled(path, secret, "x")
    before = path.read_bytes()
    PrivacyKey.load(path, secret).save()
    assert path.read_bytes() == before


def test_every_write_has_a_nonce_of_its_own(tmp_path, secret):
    path = tmp_path / "pseudonyms.key"
    nonces = set()
    for n in range(3):
        key = PrivacyKey.load(path, secret)
        key.surfaces[f"d|{n}"] = "x"
        key.save()
        nonces.add(json.loads(path.read_bytes().split(b"\n")[0])["nonce"])
    assert len(nonces) == 3


def _refused(path, secret, message):
    before = path.read_bytes()
    with pytest.raises(StudyError, match=f"^{re.escape(message)}$") as caught:
        PrivacyKey.load(path, secret)
    assert "Whitfield" not in str(caught.value)
    assert path.read_bytes() == before


def test_a_wrong_passphrase_is_named_as_that(tmp_path):
    path = tmp_path / "pseudonyms.key"
    _filled(path, Secret(passphrase="right"), NAMES["en"])
    _refused(
        path,
        Secret(passphrase="wrong"),
        f"{path}: the passphrase does not open this key, or the key was changed. Try again with the right one; if it "
        "is right, put a backup of the key in its place.",
    )


def test_a_wrong_key_file_is_named(tmp_path):
    path, right, wrong = tmp_path / "pseudonyms.key", tmp_path / "right.key", tmp_path / "wrong.key"
    _filled(path, Secret(file=right), NAMES["en"])
    wrong.write_text("ab" * 32)
    _refused(
        path,
        Secret(file=wrong),
        f"{path}: the key file {wrong} does not open this key, or the key was changed. Try again with the right one; "
        "if it is right, put a backup of the key in its place.",
    )


def test_a_missing_passphrase_and_a_missing_key_file_say_what_to_do(tmp_path):
    path = tmp_path / "pseudonyms.key"
    _filled(path, Secret(passphrase="right"), NAMES["en"])
    _refused(
        path,
        Secret(),
        f"{path}: the key is protected by a passphrase and none was given. Open the study with "
        "Study.open(…, passphrase=…); `cjm add` asks for it.",
    )
    other, gone = tmp_path / "other.key", tmp_path / "gone.key"
    _filled(other, Secret(file=gone), NAMES["en"])
    gone.unlink()
    _refused(
        other,
        Secret(file=gone),
        f"{other}: the key file {gone} that opens it is not on this machine. Copy it there from the machine where the "
        "study was made. Without it the study can be read and exported, but no text can be added and originals cannot "
        "be shown.",
    )


def test_a_key_file_that_is_none_is_named(tmp_path):
    path, file = tmp_path / "pseudonyms.key", tmp_path / "one.key"
    _filled(path, Secret(file=file), NAMES["en"])
    file.write_text("这不是密钥", "utf-8")
    _refused(
        path,
        Secret(file=file),
        f"{file}: this is no key file; one holds 64 hex digits. Put a backup in its place.",
    )


def _damage(data, how):
    line, rest = data.split(b"\n", 1)
    head = json.loads(line)
    scrypt = {"name": "scrypt", "salt": "AA==", "r": 8, "p": 1}
    return {
        "empty": b"",
        "cut": data[: len(data) // 2],
        "zeros": bytes(len(data)),
        "other": b'{"format": "something else"}\n' + rest,
        "list": b"[1]\n" + rest,
        "no nonce": json.dumps({**head, "nonce": "?"}).encode() + b"\n" + rest,
        "huge scrypt": json.dumps({**head, "kdf": {**scrypt, "n": 2**40}}).encode() + b"\n" + rest,
        "odd scrypt": json.dumps({**head, "kdf": {**scrypt, "n": 1000}}).encode() + b"\n" + rest,
    }[how]  # fmt: skip


@pytest.mark.parametrize("how", ["empty", "cut", "zeros", "other", "list", "no nonce", "huge scrypt", "odd scrypt"])
def test_a_damaged_key_is_left_alone_and_says_what_to_do(tmp_path, how):
    path, secret = tmp_path / "pseudonyms.key", Secret(passphrase="right")
    _filled(path, secret, NAMES["en"])
    path.write_bytes(_damage(path.read_bytes(), how))
    with pytest.raises(StudyError, match=r"pseudonyms\.key: (this is no key|the passphrase does not)") as caught:
        PrivacyKey.load(path, secret)
    assert "Put a backup" in str(caught.value) or "put a backup" in str(caught.value)


def test_a_changed_first_line_is_noticed(tmp_path):
    path, secret = tmp_path / "pseudonyms.key", Secret(passphrase="right")
    key = _filled(path, secret, NAMES["en"])
    path.write_bytes(path.read_bytes().replace(key.key_id.encode(), b"0" * 16))
    with pytest.raises(StudyError, match="does not open this key, or the key was changed"):
        PrivacyKey.load(path, secret)


def test_a_key_of_a_newer_version_asks_for_an_update(tmp_path, secret):
    path = tmp_path / "pseudonyms.key"
    _filled(path, secret, NAMES["en"])
    path.write_bytes(path.read_bytes().replace(b'"version": 1', b'"version": 2'))
    _refused(
        path,
        secret,
        f"{path}: the key was made by a newer version of cjm_research (its format is 2, this version knows 1). Update "
        "the package: pip install --upgrade cjm-research.",
    )


def test_a_passphrase_typed_with_full_width_letters_is_the_same(tmp_path):
    path = tmp_path / "pseudonyms.key"
    _filled(path, Secret(passphrase="ｈｏｒｓｅ 十二"), "x")
    assert PrivacyKey.load(path, Secret(passphrase="horse 十二")).also == {"x": "name"}


def test_another_secret_opens_it_and_the_earlier_one_no_more(tmp_path, secret):
    path = tmp_path / "pseudonyms.key"
    key = _filled(path, secret, "x")
    key.save_with(Secret(passphrase="new"))
    assert PrivacyKey.load(path, Secret(passphrase="new")).key_id == key.key_id
    with pytest.raises(StudyError):
        PrivacyKey.load(path, secret)


def test_a_write_that_fails_leaves_the_earlier_key(tmp_path, secret, monkeypatch):
    path = tmp_path / "pseudonyms.key"
    key = _filled(path, secret, "x")
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    key.also["y"] = "name"
    message = (
        f"{path}: the file cannot be written (No space left on device). Check the folder, its rights and the space on "
        "the disk, then try again; the earlier file is as it was."
    )
    with pytest.raises(StudyError, match=f"^{re.escape(message)}$"):
        key.save()
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_the_cipher_is_not_loaded_with_the_package():
    code = "import cjm_research.corpora.privacy.key, sys; sys.exit('cryptography' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
