"""`environment.yml` gives conda users the packages of `pyproject.toml`, in a form that Binder accepts."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
# BERTopic's own wish, which uv leaves out and conda cannot.
ONLY_CONDA = {"pytorch-cpu", "sentence-transformers", "pip", "python"}
CONDA_NAMES = {"matplotlib-base": "matplotlib"}


def _name(requirement: str) -> str:
    name = re.match(r"[A-Za-z0-9_.-]+", requirement).group().lower().replace("_", "-")
    return CONDA_NAMES.get(name, name)


def _environment():
    data = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    pip_part = next(part["pip"] for part in data["dependencies"] if isinstance(part, dict))
    return data, [part for part in data["dependencies"] if isinstance(part, str)], pip_part


def _requirements():
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]


def test_it_names_the_packages_of_pyproject():
    _, conda, pip_part = _environment()
    named = {_name(line) for line in [*conda, *pip_part] if line != "-e ."} - ONLY_CONDA
    assert named == {_name(line) for line in _requirements()}


def test_versions_are_those_of_pyproject():
    _, conda, pip_part = _environment()
    wanted = {_name(line): line.split(";")[0].strip() for line in _requirements()}
    for line in [*conda, *pip_part]:
        if _name(line) in wanted and line != "-e .":
            assert line.split(";")[0].strip().split(">=")[1] == wanted[_name(line)].split(">=")[1]


def test_binder_finds_the_python_version():
    data, conda, pip_part = _environment()
    assert isinstance(data, dict)
    assert [re.match(r"python\s*=+\s*([\d.]*)", line).group(1) for line in conda if _name(line) == "python"] == ["3.11"]
    assert "-e ." in pip_part


def test_the_pip_part_resolves(tmp_path):
    if os.environ.get("CI") != "true":
        pytest.skip("asks the package index, which only CI does")
    _, _, pip_part = _environment()
    wanted = tmp_path / "requirements.in"
    wanted.write_text("\n".join(line for line in pip_part if line != "-e ."), "utf-8")
    command = [Path(sys.executable).with_name("uv"), "pip", "compile", "--quiet", "--python-version", "3.11", wanted]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert "bertopic==" in done.stdout
