"""Both sample studies, run once from their files to the exports, for all tests that look at the whole line."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LANGUAGES = ("en", "zh")


def copy_sample(lang: str, corpora: Path) -> Path:
    """Copy the originals and settings of a sample, and nothing that was made from them."""
    target = corpora / f"sample-{lang}"
    source = ROOT / "corpora" / f"sample-{lang}"
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("study.sqlite*", "cache", "pseudonyms.key"))
    return target


@pytest.fixture(scope="session", autouse=True)
def own_keys(tmp_path_factory):
    """Keep the key files of test studies out of the configuration folder of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@dataclass(frozen=True)
class Sample:
    """A sample that was run and exported in a folder of its own; a test that changes it takes a copy."""

    lang: str
    folder: Path
    out: Path
    formats: tuple[str, ...] = ("html", "excel", "json", "svg", "png", "csv", "corpus")

    @property
    def study(self):
        from cjm_research.study.facade import Study

        return Study.open(self.folder)

    def copy(self, where: Path, *without: str) -> Path:
        """Copy the study, without files of these patterns, to where a test may change it."""
        target = where / "corpora" / self.folder.name
        shutil.copytree(self.folder, target, ignore=shutil.ignore_patterns(*without))
        return target


@pytest.fixture(scope="session")
def sample_of(tmp_path_factory):
    """Returns the sample of a language. pytest forgets a fixture when its parameter changes; this one remembers."""
    from cjm_research.study.facade import Study

    @cache
    def made(lang: str) -> Sample:
        folder = copy_sample(lang, tmp_path_factory.mktemp(f"desk-{lang}") / "corpora")
        study = Study.open(folder)
        study.run(progress=False)
        study.export(Sample.formats)
        study.store.close()
        return Sample(lang, folder, study.folder.reports)

    return made


@pytest.fixture(scope="session", params=LANGUAGES)
def sample(request, sample_of) -> Sample:
    return sample_of(request.param)
