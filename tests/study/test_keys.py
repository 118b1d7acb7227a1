"""Where the key lies, what opens it, and that what opens it never lies beside it."""

import re
from pathlib import Path

import pytest

from cjm_research.corpora.privacy.key import opened_by
from cjm_research.errors import StudyError
from cjm_research.study.facade import Study
from cjm_research.study.keys import KEY_FILE, asks_passphrase, change_secret, key_folder, load_key


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return Study.new(tmp_path / "corpora" / "研究")


def _with_a_name(study, passphrase=None):
    key = load_key(study.folder, study.config, passphrase)
    key.table["name|欧阳思远"] = "[name-1]"
    key.save()
    return key


def test_a_key_file_is_made_on_first_use_outside_of_the_study(study, tmp_path):
    assert not (study.folder.path / KEY_FILE).exists()
    key = _with_a_name(study)
    assert key.secret.file == tmp_path / "config" / "cjm" / "keys" / f"{key.key_id}.key"
    assert key.secret.file.exists()
    assert load_key(study.folder, study.config).table == {"name|欧阳思远": "[name-1]"}
    assert not asks_passphrase(study.folder)


def test_the_folder_of_key_files_is_a_setting(study, tmp_path):
    toml = study.folder.path / "study.toml"
    toml.write_text(toml.read_text("utf-8") + f'\n[settings.privacy]\nkey_folder = "{tmp_path / "safe"}"\n', "utf-8")
    assert key_folder(study.folder.config()) == tmp_path / "safe"


def test_without_a_setting_it_is_the_user_s_own_configuration_folder(study, monkeypatch):
    monkeypatch.delenv("XDG_CONFIG_HOME")
    assert key_folder(study.config) == Path.home() / ".config" / "cjm" / "keys"


@pytest.mark.parametrize("words", ["four words are plenty", "四个词就够了"], ids=["en", "zh"])
def test_a_passphrase_takes_the_place_of_the_key_file(study, words):
    before = _with_a_name(study)
    change_secret(study.folder, study.config, new_passphrase=words)
    assert asks_passphrase(study.folder)
    key = load_key(study.folder, study.config, words)
    assert (key.key_id, key.table) == (before.key_id, {"name|欧阳思远": "[name-1]"})
    # It still opens earlier copies of the key.
    assert before.secret.file.exists()
    with pytest.raises(StudyError, match="the passphrase does not open this key"):
        load_key(study.folder, study.config, "wrong")


def test_a_new_study_may_begin_with_a_passphrase(study):
    _with_a_name(study, passphrase="secret words")
    assert asks_passphrase(study.folder)
    assert not key_folder(study.config).exists()


def test_a_key_file_elsewhere_is_found_again_and_after_a_move_in_the_usual_place(study, tmp_path):
    _with_a_name(study)
    stick = tmp_path / "stick" / "研究.key"
    key = change_secret(study.folder, study.config, key_file=stick)
    assert load_key(study.folder, study.config).secret.file == stick
    assert opened_by(study.folder.path / KEY_FILE)["where"] == str(stick)
    stick.rename(key_folder(study.config) / f"{key.key_id}.key")
    assert load_key(study.folder, study.config).table == {"name|欧阳思远": "[name-1]"}


def test_the_open_part_does_not_name_the_user(study, tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    change_secret(study.folder, study.config, key_file=tmp_path / "keys" / "one.key")
    assert opened_by(study.folder.path / KEY_FILE)["where"] == "~/keys/one.key"
    assert load_key(study.folder, study.config).secret.file == tmp_path / "keys" / "one.key"


def test_a_key_file_in_the_study_is_refused(study):
    file = study.folder.path / "cache" / "one.key"
    message = (
        f"{file}: a key file must not lie in the study, or a copy of the study would hold both. Choose a folder "
        "outside of it."
    )
    with pytest.raises(StudyError, match=f"^{re.escape(message)}$"):
        change_secret(study.folder, study.config, key_file=file)
    assert not file.exists()


def test_one_of_both_secrets_is_chosen(study, tmp_path):
    message = "The key is opened by a passphrase or by a key file. Give exactly one of the two."
    for told in ({}, {"new_passphrase": "x", "key_file": tmp_path / "one.key"}):
        with pytest.raises(StudyError, match=f"^{re.escape(message)}$"):
            change_secret(study.folder, study.config, **told)


def test_a_passphrase_that_is_not_asked_for_is_refused(study):
    _with_a_name(study)
    message = (
        f"{study.folder.path / KEY_FILE}: a key file opens this key, no passphrase. Open the study without one, or "
        "protect the key with `cjm privacy 研究 --passphrase`."
    )
    with pytest.raises(StudyError, match=f"^{re.escape(message)}$"):
        load_key(study.folder, study.config, "something")


def test_a_study_whose_secret_is_elsewhere_is_read_all_the_same(study):
    _with_a_name(study).secret.file.unlink()
    again = Study.open(study.folder.path)
    assert again.status()["documents"] == 0
    assert len(again.privacy().table) == 0
    with pytest.raises(StudyError, match="is not on this machine"):
        again.privacy(show=True)
