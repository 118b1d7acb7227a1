"""A working day at the coding desk, in a real JupyterLab: twenty segments, spans, undo, reload, a kernel killed."""

import math
import os
import signal
import statistics
from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.store.database import Store
from cjm_research.widgets.review import ReviewView

pytestmark = pytest.mark.browser

_TOY = Path(__file__).with_name("desk_toy.py")
_CELL = """
import os
from pathlib import Path
from runpy import run_path
from cjm_research.store.database import Store
from cjm_research.widgets.review import ReviewView

desk = run_path({toy!r})
Path({database!r}).with_suffix(".pid").write_text(str(os.getpid()))
is_new = not Path({database!r}).exists()
store = Store.open({database!r}, create=is_new)
if is_new:
    store.replace_many(desk["frames"]({lang!r}, {n_turns}))
view = ReviewView(desk["session"](store, {lang!r}, coder={coder!r}, n_turns={n_turns}), language={lang!r})
view
"""


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


def _cell(database, lang, coder="Ana", n_turns=12):
    return _CELL.format(toy=str(_TOY), database=str(database), lang=lang, coder=coder, n_turns=n_turns)


def _open(lab, tmp_path, lang, name="desk", coder="Ana", n_turns=12, width=1280):
    database = tmp_path / "study.sqlite"
    page = lab.open(lab.write(f"{name}-{lang}.ipynb", [_cell(database, lang, coder, n_turns)]), width=width)
    page.set_default_timeout(30_000)
    lab.run_all(page)
    page.wait_for_selector(".cjm-review .cjm-segment")
    page.locator(".cjm-review").focus()
    return page, database


def _wait_done(page, done):
    page.wait_for_function(
        "done => document.querySelector('.cjm-progress').getAttribute('aria-valuenow') === String(done)", arg=done
    )


def _note(page, words):
    page.wait_for_function("words => document.querySelector('.cjm-note').textContent.includes(words)", arg=words)


def _answered(page):
    """Wait until the last act is committed and on the screen."""
    page.wait_for_selector(".cjm-review:not([data-waiting])")
    assert page.locator(".cjm-failed").count() == 0


def _look(page, name):
    if folder := os.environ.get("CJM_PICTURES"):
        page.locator(".cjm-review").screenshot(path=str(Path(folder) / f"desk-{name}.png"))


def _store(database):
    """The standing codings and the segments cut by hand, by the words they lie on; the store must equal its events."""
    with Store.open(database) as store:
        assert store.check() == []
        codings, cuts, events = store.codings(), store.frame("cuts"), store.events()
        text = store.frame("documents")["text"].iloc[0]
    said = {(row.segment_id, row.kind): row.value for row in codings.itertuples()}
    return said, {text[row.start : row.end]: row.segment_id for row in cuts.itertuples()}, events


def _press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


_SAVED = {"en": "Saved", "zh": "已保存"}


def test_a_day_by_keyboard_alone(lab, tmp_path, lang):
    page, database = _open(lab, tmp_path, lang)
    for done in range(1, 21):
        _press(page, *(["3", "Enter"] if done % 2 else ["Enter"]))
        _wait_done(page, done)
    _look(page, f"{lang}-twenty")
    _press(page, "m", *["ArrowRight"] * 3)
    spanned = page.locator(".cjm-span").text_content()
    _look(page, f"{lang}-span")
    page.keyboard.press("1")
    _note(page, _SAVED[lang])
    _press(page, "Shift+ArrowRight", "6")
    page.wait_for_function("() => document.querySelectorAll('.cjm-spanbar [aria-pressed=true]').length === 1")
    _answered(page)
    page.keyboard.press("Escape")
    said, cuts, _ = _store(database)
    assert said[cuts[spanned], "goal"] == "explicit"
    assert len(cuts) == 2
    for _ in range(10):
        page.keyboard.press("u")
        _answered(page)
    _wait_done(page, 12)
    said, cuts, events = _store(database)
    assert (events["act"] == "undo").sum() == 10
    assert cuts == {}
    page.keyboard.press("Shift+U")
    _wait_done(page, 13)
    _press(page, "Control+Shift+Z")
    _wait_done(page, 14)
    shown = page.locator(".cjm-segment").inner_text()
    lab.do(page, "docmanager:save")
    page.reload()
    page.wait_for_selector(".cjm-review .cjm-segment")
    assert page.locator(".cjm-segment").inner_text() == shown
    page.locator(".cjm-review").focus()
    page.keyboard.press("2")
    assert lab.errors == []
    _kill_and_reopen(lab, page, database, shown)
    page.locator(".cjm-review").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("was => document.querySelector('.cjm-segment').textContent !== was", arg=shown)
    _wait_done(page, 14)
    said, _, events = _store(database)
    assert len({segment for segment, kind in said if kind == "goal"}) == 14
    assert "implicit" in {value for (_, kind), value in said.items() if kind == "goal"}


def _kill_and_reopen(lab, page, database, shown):
    """Kill the kernel while an act is under way; the draft stays on the screen, also when the cell is run again."""
    kernel = int(database.with_suffix(".pid").read_text())
    os.kill(kernel, signal.SIGSTOP)
    page.keyboard.press("Enter")
    page.wait_for_selector(".cjm-review[data-waiting]")
    os.kill(kernel, signal.SIGKILL)
    page.locator(".jp-Dialog-button.jp-mod-accept").click()  # JupyterLab tells that the kernel died
    page.wait_for_selector(".cjm-failed")
    assert page.locator(".cjm-codes .cjm-chip[aria-pressed=true]").first.is_visible()
    assert page.locator(".cjm-status .cjm-button").is_visible()
    assert page.locator(".cjm-segment").inner_text() == shown
    lab.run_all(page)
    page.wait_for_function("() => document.querySelector('.cjm-review') && !document.querySelector('.cjm-failed')")
    page.wait_for_function("shown => document.querySelector('.cjm-segment')?.textContent === shown", arg=shown)
    assert page.locator(".cjm-codes .cjm-chip[aria-pressed=true]").first.is_visible()


def _drag(page, needle):
    """Select words with the mouse, from the first to the last character; not at the edge, where a drag scrolls."""
    box = page.evaluate(
        """needle => {
          const page = document.querySelector('.cjm-page');
          const walker = document.createTreeWalker(page, NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(needle);
            if (at < 0 || !node.parentElement.closest('p')) continue;
            const range = document.createRange();
            range.setStart(node, at);
            range.setEnd(node, at + needle.length);
            const { left, right, top, height } = range.getBoundingClientRect();
            if (top < page.getBoundingClientRect().top + 40) continue;
            return { left, right, y: top + height / 2 };
          }
        }""",
        needle,
    )
    page.mouse.move(box["left"] + 1, box["y"])
    page.mouse.down()
    page.mouse.move(box["right"] - 1, box["y"], steps=6)
    page.mouse.up()


@pytest.mark.parametrize("lang", ["en"])
def test_the_same_by_mouse(lab, tmp_path, lang):
    page, database = _open(lab, tmp_path, lang, "mouse")
    save = page.locator(".cjm-actions [data-act=save]")
    for done in range(1, 5):
        page.locator(".cjm-codes .cjm-chip").nth(3).click()
        save.click()
        _wait_done(page, done)
    needle = {"en": "the 𠮷 sign 😤", "zh": "𠮷字牌😤"}[lang]
    _drag(page, needle)
    page.locator(".cjm-spanbar").wait_for()
    assert page.locator(".cjm-spanned").inner_text() == needle
    _look(page, f"{lang}-mouse-span")
    page.locator(".cjm-spanbar .cjm-chip").nth(4).click()
    _note(page, _SAVED[lang])
    page.locator(".cjm-spanbar [data-act=span_leave]").click()
    said, cuts, _ = _store(database)
    assert list(cuts) == [needle]
    assert said[cuts[needle], "pain_point"] == "functional"
    page.locator(f".cjm-brackets[data-segment={cuts[needle]}]").click()
    page.wait_for_function("needle => document.querySelector('.cjm-segment').textContent === needle", arg=needle)
    for _ in range(5):
        page.locator(".cjm-actions [data-act=undo]").click()
        _answered(page)
    _wait_done(page, 0)
    said, cuts, _ = _store(database)
    assert (said, cuts) == ({}, {})
    assert lab.errors == []


def test_merge_split_memo_flag_own_code_and_queue(lab, tmp_path, lang):
    page, database = _open(lab, tmp_path, lang, "more")
    words = ReviewView(run_path(str(_TOY))["session"](_Nothing(), lang), language=lang).words
    first = page.locator(".cjm-segment").inner_text()
    page.keyboard.press("+")
    _note(page, words["merged"])
    merged = page.locator(".cjm-segment").inner_text()
    assert merged.startswith(first)
    assert len(merged) > len(first)
    _press(page, "m", "ArrowRight", "ArrowRight")
    at = page.locator(".cjm-span").first.text_content()
    page.keyboard.press("k")
    _note(page, words["split_done"])
    assert not page.locator(".cjm-spanbar").is_visible()
    assert at not in page.locator(".cjm-segment").inner_text()
    page.keyboard.press("n")
    page.keyboard.type("ask again, 再问")
    page.keyboard.press("Enter")
    _note(page, words["memo_kept"])
    page.keyboard.press("f")
    page.keyboard.type("Ben")
    page.keyboard.press("Enter")
    _note(page, words["flag_kept"])
    assert page.locator(".cjm-tag").count() == 2
    _look(page, f"{lang}-notes")
    _press(page, "m", "Shift+ArrowRight")
    named = page.locator(".cjm-span").text_content()
    page.keyboard.press("v")
    page.wait_for_function("() => !document.querySelector('.cjm-own').hidden")
    assert page.locator(".cjm-own .cjm-chip .cjm-name").all_inner_texts() == [named]
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type({"en": "extrin", "zh": "外在"}[lang])
    assert page.locator(".cjm-palette li").count() in (1, 2)
    _look(page, f"{lang}-palette")
    page.keyboard.press("Enter")
    assert page.locator(".cjm-codes [aria-pressed=true] kbd").all_inner_texts() == ["4"]
    page.locator(".cjm-queue select").select_option("flagged")
    page.wait_for_function("() => document.querySelector('.cjm-note').textContent.includes('1')")
    page.keyboard.press("?")
    assert page.locator(".cjm-help").is_visible()
    _look(page, f"{lang}-help")
    page.keyboard.press("Escape")
    with Store.open(database) as store:
        assert store.check() == []
        assert store.frame("memos")["text"].tolist() == ["ask again, 再问"]
        assert store.frame("flags")["colleague"].tolist() == ["Ben"]
    assert page.locator(".jp-Notebook .jp-Cell").count() == 1
    assert lab.errors == []


class _Nothing:
    """A store without events."""

    def events(self, after=0):
        from cjm_research.schema import empty

        return empty("events")


@pytest.mark.parametrize("lang", ["zh"])
def test_acts_of_a_second_notebook_appear_and_leave_the_draft(lab, tmp_path, lang):
    page, database = _open(lab, tmp_path, lang, "first")
    page.keyboard.press("2")
    other, _ = _open(lab, tmp_path, lang, "second", coder="Ben")
    other.keyboard.press("6")
    other.keyboard.press("Enter")
    _wait_done(other, 1)
    page.bring_to_front()
    page.locator(".cjm-tag", has_text="Ben").wait_for(timeout=20_000)
    assert page.locator(".cjm-codes [aria-pressed=true] kbd").all_inner_texts() == ["2"]
    with Store.open(database) as store:
        assert store.check() == []


def test_each_key_shows_its_effect_in_a_long_transcript(lab, tmp_path):
    page, _ = _open(lab, tmp_path, "en", "long", n_turns=2500)
    assert page.locator(".cjm-line").count() == 2500
    toggled, moved = [], []
    for at in range(20):
        toggled.append(_timed(page, "3", "document.querySelectorAll('.cjm-codes .cjm-chip')[2].ariaPressed"))
        moved.append(_timed(page, "Enter", "document.querySelector('.cjm-progress').ariaValueNow"))
        assert at + 1 == int(page.locator(".cjm-progress").get_attribute("aria-valuenow"))
    _told("toggle", toggled)
    _told("save and move on", moved)


def _told(name, spent):
    """Keep what was measured, when CJM_PICTURES names a folder; a machine that is busy is no fault of the desk."""
    if folder := os.environ.get("CJM_PICTURES"):
        spent = sorted(spent)
        late = spent[math.ceil(0.95 * len(spent)) - 1]
        told = f"{name}: median {statistics.median(spent):.0f} ms, 95th percentile {late:.0f} ms, of {len(spent)}\n"
        with (Path(folder) / "desk-times.txt").open("a") as out:
            out.write(told)


def _timed(page, key, what):
    """Milliseconds from the key to the end of the frame that shows what is read otherwise."""
    page.evaluate(
        """what => {
          const read = () => eval(what);
          const before = read();
          window.spent = new Promise((done) => window.addEventListener('keydown', ({ timeStamp }) => {
            const painted = () => setTimeout(() => done(performance.now() - timeStamp));
            const look = () => requestAnimationFrame(() => (read() !== before ? painted() : look()));
            look();
          }, { capture: true, once: true }));
        }""",
        what,
    )
    page.keyboard.press(key)
    return page.evaluate("() => window.spent")


def test_python_and_the_browser_count_the_same_characters(browser):
    page = browser.new_page()
    root = Path(__file__).parents[2] / "cjm_research" / "widgets" / "static"
    page.add_script_tag(content=(root / "review_text.js").read_text("utf-8"))
    for text in ("plain words", "😤 a 𠮷 b 👩‍👩‍👧 c", "𠮷字牌😤写错了。", ""):
        units = page.evaluate(
            """text => {
              const offsets = new Offsets(text);
              const told = (at) => [offsets.slice(0, at), offsets.point(offsets.unit(at))];
              return Array.from({ length: offsets.length + 1 }, (_, at) => told(at));
            }""",
            text,
        )
        assert units == [[text[:at], at] for at in range(len(text) + 1)]
    words = page.evaluate("text => wordsOf(new Offsets(text), 'en')", "Nobody’s 😤 sign, 𠮷 too.")
    text = "Nobody’s 😤 sign, 𠮷 too."
    assert [text[start:end] for start, end in words] == ["Nobody’s", "sign", "𠮷", "too"]
    bare = page.evaluate(
        """text => {
          const held = Intl.Segmenter;
          Intl.Segmenter = undefined;
          const words = wordsOf(new Offsets(text), 'zh');
          Intl.Segmenter = held;
          return words;
        }""",
        "我们 can't 走😤𠮷",
    )
    text = "我们 can't 走😤𠮷"
    assert [text[start:end] for start, end in bare] == ["我", "们", "can't", "走", "𠮷"]
    steps = page.evaluate("text => stepsOf(new Offsets(text), 'en')", "a👩‍👩‍👧b")
    assert steps == [0, 1, 6, 7]
    assert page.evaluate("text => trimmed(new Offsets(text), 0, 6)", " 😤 a  ") == [1, 4]
    page.close()


def test_selects_notes_and_new_codes_leave_the_keys_and_the_words_where_they_are(lab, tmp_path, lang):
    page, database = _open(lab, tmp_path, lang, "kept")
    name = {"en": "Assembly dread", "zh": "怕组装"}[lang]
    _look(page, f"{lang}-first")
    if folder := os.environ.get("CJM_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"desk-{lang}-window.png"))
    _press(page, "2", "g", "3")
    chosen = page.locator("select[data-kind=stage]").input_value()
    assert chosen == page.locator("select[data-kind=stage] option").nth(3).get_attribute("value")
    _press(page, "e", "Enter", "t", "Escape")
    assert page.evaluate("() => document.activeElement.className.includes('cjm-review')")
    page.keyboard.press("/")
    page.keyboard.type(name)
    page.keyboard.press("Control+Enter")
    _note(page, name)
    assert page.locator(".cjm-own [aria-pressed=true] .cjm-name").all_inner_texts() == [name]
    assert page.locator("select[data-kind=stage]").input_value() == chosen
    assert "2" in page.locator(".cjm-codes [aria-pressed=true] kbd").all_inner_texts()
    place = "() => document.querySelector('.cjm-segment').getBoundingClientRect().top"
    top = page.evaluate(place)
    for key in "nf":
        page.keyboard.press(key)
        form = page.locator(".cjm-form:visible").bounding_box()
        assert abs(page.evaluate(place) - top) < 1
        assert form["y"] + form["height"] < page.viewport_size["height"]
        _look(page, f"{lang}-form-{key}")
        page.keyboard.press("Escape")
        assert abs(page.evaluate(place) - top) < 1
    page.keyboard.press("Enter")
    _wait_done(page, 1)
    said, _, events = _store(database)
    assert {"codebook.add", "mark"} <= set(events["act"])
    assert chosen in said.values()
    assert lab.errors == []
