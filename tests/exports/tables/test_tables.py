"""Tidy tables: every fact of the map is there once, ids join, kinds are kept, and spreadsheets compute nothing."""

import io

import duckdb
import pandas as pd
import pytest

from cjm_research.exports.tables import CsvExporter, ExcelCsvExporter, ParquetExporter, dictionary, star
from cjm_research.exports.tables.dictionary import columns

HOSTILE = ["=1+1", "@cmd", "  \U0001f600", "\u202eabc", "]]>", "</script>", 'a,b\n"c"', "x" * 20_000, "字\t段"]


def cards(journey):
    return [(stage["id"], card) for stage in journey.data["stages"] for card in stage["cards"]]


def test_every_card_and_every_quote_is_a_row_with_its_ids(journey):
    tables = star(journey)
    assert tables["findings"][["stage_id", "finding_id", "title"]].values.tolist() == [
        [stage, card["id"], card["title"]] for stage, card in cards(journey)
    ]
    quotes = {
        (card["id"], e["segment_id"], e["quote"], e["start"]) for _, card in cards(journey) for e in card["evidence"]
    }
    rows = tables["evidence"]
    assert set(zip(rows["finding_id"], rows["segment_id"], rows["quote"], rows["start"], strict=True)) == quotes
    texts = dict(zip(journey.documents["document_id"], journey.documents["text"], strict=True))
    for row in rows.itertuples(index=False):
        assert texts[row.source_id][row.start : row.end] == row.quote


def test_a_stage_nobody_was_rated_at_has_no_emotion(journey):
    stages = star(journey)["stages"].set_index("stage_id")
    for stage in journey.data["stages"]:
        mean = stages.loc[stage["id"], "emotion_mean"]
        assert pd.isna(mean) if stage["emotion"]["mean"] is None else mean == pytest.approx(stage["emotion"]["mean"])


def test_names_follow_the_language_of_the_map(english, chinese):
    assert star(english)["stages"]["stage_name"].tolist()[0] == "Awareness"
    assert star(chinese)["stages"]["stage_name"].tolist()[0] == "认识"


def test_the_dictionary_names_every_column_that_is_written_in_both_languages(journey):
    told = dictionary()
    assert told[["description_en", "description_zh"]].map(len).to_numpy().min() > 2
    for name, frame in star(journey).items():
        own = told[(told["table"] == name) & (told["column"] != "")]
        assert own["column"].tolist() == list(frame.columns)


def test_pandas_and_duckdb_read_the_parquet_files_with_their_types(journey, tmp_path):
    paths = ParquetExporter().write(journey, tmp_path)
    base = duckdb.connect()

    def ask(query):
        return base.execute(query).fetchall()

    for path in paths:
        assert ask(f"select count(*) from '{path}'") == [(len(pd.read_parquet(path)),)]
    findings, evidence = (tmp_path / "tables" / f"{name}.parquet" for name in ("findings", "evidence"))
    kinds = {row[0]: row[1] for row in ask(f"describe select * from '{findings}'")}
    assert [kinds[name] for name in ("title", "frequency_participants", "reviewed_share", "hidden")] == [
        "VARCHAR", "BIGINT", "DOUBLE", "BOOLEAN",
    ]  # fmt: skip
    joined = ask(f"select count(*) from '{evidence}' join '{findings}' using (finding_id)")
    assert joined == [(len(star(journey)["evidence"]),)]


def test_csv_comes_back_as_it_was(journey, tmp_path):
    CsvExporter().write(journey, tmp_path)
    for name, frame in star(journey).items():
        back = pd.read_csv(tmp_path / "tables" / f"{name}.csv", keep_default_na=False, dtype=str)
        assert len(back) == len(frame)
        texts = [column for column, kind in columns(name).items() if kind == "text"]
        assert back[texts].values.tolist() == frame[texts].fillna("").astype(str).values.tolist()


def test_excel_reads_chinese_and_computes_nothing(journey, tmp_path):
    paths = ExcelCsvExporter().write(journey, tmp_path)
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in paths)
    for path in paths:
        for cell in pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig").to_numpy().ravel():
            assert not cell.startswith(("=", "+", "-", "@")) or cell.lstrip("-").replace(".", "").isdigit()


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_survives(make, tmp_path, text):
    journey = make("zh")
    journey.data["stages"][0]["cards"][0]["title"] = text
    CsvExporter().write(journey, tmp_path)
    ParquetExporter().write(journey, tmp_path)
    back = pd.read_csv(io.StringIO((tmp_path / "tables/findings.csv").read_text("utf-8")), keep_default_na=False)
    assert back["title"].iloc[0] == text
    assert pd.read_parquet(tmp_path / "tables/findings.parquet")["title"].iloc[0] == text


def test_same_map_same_bytes(make, tmp_path):
    for exporter in (CsvExporter, ExcelCsvExporter, ParquetExporter):
        one, two = (exporter().write(make("zh"), tmp_path / name) for name in ("a", "b"))
        assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
