"""The leak check of a study: what it knows, what it does without the key, and files that are put in place last."""

import re
import socket
import warnings

import pytest

from cjm_research.errors import LeakError
from cjm_research.study.facade import Study
from cjm_research.study.guarding import guard_of, publish

SAID = {
    "en": "Ann Lee: How was it?\n\nBo Hill: My friend Zdenko Vrba rang 07700 900123 and wrote to zdenko@example.org.\n",
    "zh": "林芳：怎么样？\n\n张伟民：我朋友欧阳晓彤打了13812345678，还写信到ouyang@example.org。\n",
}
NAMES = {"en": ("Bo Hill", "Zdenko Vrba"), "zh": ("张伟民", "欧阳晓彤")}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def study(lang, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    study = Study.new(tmp_path / "shop", languages=[lang])
    (tmp_path / "talk.txt").write_text(SAID[lang], "utf-8")
    study.add(tmp_path / "talk.txt")
    return study


def _guard(study, **more):
    return guard_of(study.folder, study.config, study.store, **more)


def _found(guard, path, text):
    path.write_text(text, "utf-8")
    return {(leak.kind, leak.remedy) for leak in guard.check([path])}


def test_names_of_the_key_numbers_and_the_folder_are_known(study, lang, tmp_path):
    guard = _guard(study)
    assert guard.note == ""
    for name in NAMES[lang]:
        assert ("name", "written") in _found(guard, tmp_path / "x.txt", f"as {name} said")
    assert {kind for kind, _ in _found(guard, tmp_path / "x.txt", SAID[lang])} >= {"name", "mail", "phone"}
    assert _found(guard, tmp_path / "x.txt", f"from {study.folder.path}/raw") == {("path", "path")}


def test_nothing_that_the_study_holds_is_a_leak_itself(study, tmp_path):
    text = "\n".join(study.table("documents")["text"])
    assert _found(_guard(study), tmp_path / "x.txt", text) == set()


def test_a_name_in_a_quote_is_put_right_where_quotes_are(study, lang, tmp_path):
    documents = study.table("documents")
    name = NAMES[lang][1]
    study.store.upsert("documents", documents.assign(text=documents["text"] + f" {name}"))
    assert _found(_guard(study), tmp_path / "x.txt", f"as {name} said") == {("name", "privacy")}


def test_what_was_put_back_on_purpose_may_be_written(study, lang, tmp_path):
    table = study.privacy(show=True).table
    row = table[table["original"] == NAMES[lang][1]].iloc[0]
    study.undo_replacement(row["document_id"], int(row["start"]), everywhere=True)
    assert _found(_guard(study), tmp_path / "x.txt", f"as {NAMES[lang][1]} said") == set()
    assert _found(_guard(study), tmp_path / "x.txt", f"as {NAMES[lang][0]} said") == {("name", "written")}


def test_whoever_codes_signs_with_a_name(study, lang, tmp_path):
    study.store.record("accept", {"segment_id": "s1"}, NAMES[lang][0])
    assert _found(_guard(study), tmp_path / "x.txt", f"coded by {NAMES[lang][0]}") == set()


def test_without_the_key_rules_are_left_and_it_is_said(study, lang, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "elsewhere"))
    guard = _guard(study)
    note = {
        "en": "The key of the pseudonyms could not be opened here, so no names were looked for: the files were checked "
        "by rules alone (mails, phones, ids, paths of this machine).",
        "zh": "此处无法打开假名密钥，因此没有按姓名检查；仅按规则检查了邮箱、电话、证件号码和本机路径。",
    }
    assert guard.note == note[lang]
    assert _found(guard, tmp_path / "x.txt", f"as {NAMES[lang][0]} said") == set()
    assert _found(guard, tmp_path / "x.txt", "bo@example.org") == {("mail", "written")}
    stage = tmp_path / "stage"
    stage.mkdir()
    (stage / "a.txt").write_text("fine", "utf-8")
    with pytest.warns(UserWarning, match="^" + re.escape(note[lang]) + "$"):
        publish(guard, stage, tmp_path / "out", lang)


def test_the_names_of_machine_and_user_count_where_they_fill_a_field(study, tmp_path, monkeypatch):
    monkeypatch.setattr(socket, "gethostname", lambda: "anas-laptop-7")
    monkeypatch.setenv("LOGNAME", "rokafor")
    guard = _guard(study)
    assert _found(guard, tmp_path / "x.xml", "<dc:creator>rokafor</dc:creator>") == {("user", "path")}
    assert _found(guard, tmp_path / "x.csv", "machine,anas-laptop-7\n") == {("user", "path")}
    assert _found(guard, tmp_path / "x.txt", "the rokafor method") == set()


def test_files_are_put_in_place_only_if_all_are_clean(study, lang, tmp_path):
    stage, out = tmp_path / "stage", tmp_path / "out"
    (stage / "en").mkdir(parents=True)
    out.mkdir()
    (out / "b.md").write_text("of last time", "utf-8")
    (stage / "en" / "a.md").write_text("fine", "utf-8")
    (stage / "b.md").write_text(f"as {NAMES[lang][0]} said", "utf-8")
    with pytest.raises(LeakError, match=r"b\.md"):
        publish(_guard(study), stage, out, lang)
    assert [path.name for path in out.rglob("*")] == ["b.md"]
    assert (out / "b.md").read_text("utf-8") == "of last time"
    (stage / "b.md").write_text("nobody", "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert publish(_guard(study), stage, out, lang) == [out / "b.md", out / "en" / "a.md"]
    assert (out / "b.md").read_text("utf-8") == "nobody"
    assert (out / "en" / "a.md").read_text("utf-8") == "fine"


def test_a_leak_stops_an_export_of_the_study_and_says_where(tmp_path, lang, crowd):
    study = crowd.study_of(tmp_path, lang)
    toml = study.folder.path / "study.toml"
    text, name = toml.read_text("utf-8"), crowd.NAMES[lang]["solo"]
    toml.write_text(re.sub(r'title = "[^"]*"', f'title = "{name}"', text, count=1), "utf-8")
    study = Study.open(study.folder.path).run(progress=False)
    with pytest.raises(LeakError, match=r"journey\.json") as told:
        study.export(["json"], out=tmp_path / "out")
    assert name not in str(told.value)
    assert not list((tmp_path / "out").rglob("*.json"))
    toml.write_text(text, "utf-8")
    assert Study.open(study.folder.path).run(progress=False).export(["json"], out=tmp_path / "out")
