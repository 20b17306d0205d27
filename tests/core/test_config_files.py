"""What is in force, where it came from, and what is said of a mistake."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hopyard.core.config import Config
from hopyard.core.config.files import Loaded, build, file_settings, load, toml_value
from hopyard.core.config.keys import check, fixed_keys, flat, nearest, parse
from hopyard.core.errors import ConfigError

HUGE = "f" * 5000
"""A number that TOML can hold in hex and Python refuses to write in decimal."""


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


def refused(folder: Path, text: str) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(written(folder, text), {})
    return caught.value


def from_rows(loaded: Loaded) -> Config:
    document = tomllib.loads("\n".join(map(str, loaded.rows())))
    return build(file_settings(document, Path("rows")))


def test_defaults_without_a_file(tmp_path: Path) -> None:
    loaded = load(None, {"HOPYARD_HOME": str(tmp_path)})
    assert loaded.config == Config()
    assert loaded.path == tmp_path / "config.toml"
    assert {row.origin for row in loaded.rows()} == {"default"}
    assert [row.key for row in loaded.rows()] == list(fixed_keys())


def test_the_usual_file_is_read(tmp_path: Path) -> None:
    written(tmp_path, "[budget]\nhops = 7\n")
    loaded = load(None, {"HOPYARD_HOME": str(tmp_path)})
    assert loaded.config.budget.hops == 7


def test_each_layer_outranks_the_one_below_and_leaves_the_rest(tmp_path: Path) -> None:
    path = written(tmp_path, "[budget]\nhops = 1\ndepth = 1\nbreadth = 1\n")
    environ = {"HOPYARD_BUDGET__DEPTH": "2", "HOPYARD_BUDGET__BREADTH": "2"}
    loaded = load(path, environ, {"budget.breadth": 3, "budget.tokens": None})
    budget = loaded.config.budget
    assert (budget.hops, budget.depth, budget.breadth, budget.tokens) == (1, 2, 3, 200_000)
    assert loaded.origin("budget.hops") == f"file {path}"
    assert loaded.origin("budget.depth") == "environment HOPYARD_BUDGET__DEPTH"
    assert loaded.origin("budget.breadth") == "command line"
    assert loaded.origin("budget.tokens") == "default"


def test_part_of_a_table_keeps_the_defaults_of_the_rest(tmp_path: Path) -> None:
    config = load(written(tmp_path, '[web.brave]\nkey_command = "pass show brave"\n'), {}).config
    assert config.web.brave.key_env == "BRAVE_API_KEY"
    assert config.web.brave.key_command == "pass show brave"
    assert config.web.tavily.key_env == "TAVILY_API_KEY"


def test_a_row_reads_as_show_prints_it(tmp_path: Path) -> None:
    path = written(tmp_path, '[library]\npaths = ["~/reports", "/data/年报"]\n')
    row = load(path, {}).rows()[0]
    assert str(row) == f'library.paths = ["~/reports", "/data/年报"]  # from file {path}'


def test_origin_of_an_unknown_key_proposes_another(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, ""), {})
    with pytest.raises(ConfigError, match=r"Did you mean budget\.hops\?"):
        loaded.origin("budget.hop")


@pytest.mark.parametrize(
    ("text", "message", "next_step"),
    [
        ("[budget]\nhopps = 3\n", "there is no key budget.hopps", "Did you mean budget.hops?"),
        ("[budgte]\nhops = 3\n", "there is no key budgte", "Did you mean budget?"),
        ("hops = 3\n", "there is no key hops", "Did you mean budget.hops?"),
        ("[index]\nzzz = 3\n", "there is no key index.zzz", "[index] takes: engine, embedder."),
        ("zzz = 3\n", "there is no key zzz", "The tables are: library, index, web,"),
        ("[web.searxng]\nurll = ''\n", "there is no key web.searxng.urll", "Did you mean web.searxng.url?"),
        ('"budget.hops" = 3\n', 'the name "budget.hops" holds a dot', "quotation marks"),
        ('[models."a b"]\nkind = "openai"\n', "there is no key models.a b", "letters, digits, - and _ only"),
        ('"bu\\u001b[1m" = 3\n', "there is no key bu\\x1b[1m", "The tables are"),
        ("budget = 3\n", "budget is a table, not a value", "[budget]"),
        ("[budget.hops]\na = 3\n", "budget.hops cannot be {'a': 3}", "a whole number from 1 to 500"),
        ("[budget]\nhops = 0\n", "budget.hops cannot be 0", "a whole number from 1 to 500"),
        ("[budget]\nhops = '3'\n", "budget.hops cannot be '3'", "a whole number from 1 to 500"),
        ("[budget]\nhops = true\n", "budget.hops cannot be true", "a whole number from 1 to 500"),
        ("[budget]\nhops = 2.5\n", "budget.hops cannot be 2.5", "a whole number from 1 to 500"),
        ("[budget]\nseconds = nan\n", "budget.seconds cannot be nan", "a number from 1 to 86,400"),
        ("[budget]\nusd = inf\n", "budget.usd cannot be inf", "a number from 0 to 10,000"),
        ("[budget]\ntokens = -1\n", "budget.tokens cannot be -1", "from 0 to"),
        pytest.param(
            f"[budget]\ntokens = 0x{HUGE}", "budget.tokens cannot be so large a number", "from 0 to", id="int"
        ),
        pytest.param(
            f"[budget]\nusd = 0x{HUGE}", "budget.usd cannot be so large a number", "from 0", id="float"
        ),
        pytest.param(
            f"[library]\npaths = [0x{HUGE}]", "paths cannot be so large a number", "a list", id="list"
        ),
        ("[screen]\nascii = 1\n", "screen.ascii cannot be 1", "true or false"),
        ("[screen]\nlean = 'yes'\n", "screen.lean cannot be 'yes'", '"auto" or "on" or "off"'),
        ("[index]\nengine = 'lucene'\n", "index.engine cannot be 'lucene'", '"whoosh" or "tantivy"'),
        (
            "[library]\npaths = '/a'\n",
            "library.paths cannot be '/a'",
            'a list; each a path that begins with "/"',
        ),
        (
            "[library]\npaths = ['reports']\n",
            "library.paths cannot be ['reports']",
            'begins with "/" or "~/"',
        ),
        ("[library]\npaths = ['~other/x']\n", "library.paths cannot be", 'begins with "/" or "~/"'),
        ("[sessions]\npath = 'here'\n", "sessions.path cannot be 'here'", 'or ""'),
        ("[web]\nproviders = ['bing']\n", "web.providers cannot be ['bing']", '"searxng" or "mediawiki"'),
        ("[web]\nallow_hosts = ['http://a/']\n", "web.allow_hosts cannot be", '"host:port"'),
        ("[web.searxng]\nurl = 'localhost:8888'\n", "web.searxng.url cannot be", 'begins with "http://"'),
        ("[keys]\nprune = 3\n", "keys.prune cannot be 3", "text"),
        ("[keys]\nprune = ''\nprune.a = 3\n", "line 3", ""),
        ('[screen]\ntheme = "a\\u001b[2J"\n', "screen.theme holds a control character", "by hand"),
        ('[library]\npaths = ["/a\\u0007"]\n', "library.paths holds a control character", "by hand"),
        ("[models.a]\nmodel = 'x'\n", "models.a.kind is missing", '"anthropic" or "openai"'),
        ("[models.a]\nkind = 'openai'\ninput_price = -1\n", "models.a.input_price cannot be -1", "from 0 to"),
        ("[model]\nuse = 'opsu'\n[models.opus]\nkind = 'anthropic'\n", "no [models.opsu]", 'mean "opus"'),
        ("[model]\nread = 'opus'\n", "model.read: there is no [models.opus]", "Add a table [models.opus]"),
    ],
)
def test_a_mistake_names_the_file_the_key_and_what_is_allowed(
    tmp_path: Path, text: str, message: str, next_step: str
) -> None:
    error = refused(tmp_path, text)
    assert message in error.message
    assert next_step in error.next_step
    assert str(tmp_path / "config.toml") in error.message
    assert "\n" not in str(error)
    assert error.exit_code == 2


@pytest.mark.parametrize(
    "value",
    [
        "sk-ant-api03-abcdefgh",
        "tvly-dev-0123456789abcdef",
        "9f86d081884c7d659a2feaa0c55ad015",
        "BSAxQ3kLm9ZtR7pWv2Yb",
        "not a variable",
    ],
)
@pytest.mark.parametrize("key", ["web.brave.key_env", "models.opus.key_env"])
def test_a_key_is_refused_and_not_repeated(key: str, value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check(key, value, "file x")
    assert value not in str(caught.value)
    assert "environment variable" in caught.value.next_step


@pytest.mark.parametrize(
    "value", ["", "BRAVE_API_KEY", "my_openai_key_for_model2", "OPENAI_API_KEY_TEAM_2024", "_K"]
)
def test_names_of_variables_are_no_keys(value: str) -> None:
    assert check("web.brave.key_env", value, "file x") == value


def test_a_key_inside_a_command_is_refused_but_a_command_is_not() -> None:
    assert check("web.exa.key_command", "op read op://vault/exa/key-2024", "file x")
    with pytest.raises(ConfigError, match="seems to hold a key"):
        check("web.exa.key_command", "echo sk-proj-abcdefghijkl", "file x")


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError) as caught:
        check("web.searxng.url", "https://me:hunter2@search.example", "file x")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "address",
    ["", "http://127.0.0.1:8888", "https://[::1]:8/x?y=z", "https://search.example/a@b", "http://例子.cn"],
)
def test_addresses(address: str) -> None:
    assert check("web.searxng.url", address, "file x") == address


@pytest.mark.parametrize("host", ["127.0.0.1:8888", "localhost", "[::1]:80", "wiki.example.org"])
def test_hosts(host: str) -> None:
    assert check("web.allow_hosts", [host], "file x") == (host,)


def test_models_and_keys_take_names_of_their_own(tmp_path: Path) -> None:
    text = (
        "[model]\nuse = 'opus'\nread = 'none'\n[models.opus]\nkind = 'anthropic'\ninput_price = 5\n"
        "[keys]\nprune-hop = 'ctrl+x'\n"
    )
    loaded = load(written(tmp_path, text), {})
    assert loaded.config.models["opus"].input_price == 5.0
    assert loaded.config.models["opus"].output_price is None
    assert loaded.config.keys == {"prune-hop": "ctrl+x"}
    assert loaded.origin("models.opus.model") == "default"
    assert loaded.origin("models.opus.output_price") == "default"
    assert "models.opus.output_price" not in [row.key for row in loaded.rows()]
    assert from_rows(loaded) == loaded.config


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("[budget]\nhops = \n", 2, 8),
        ("[budget]\nhops = 1\nhops = 2\n", 3, 9),
        ("[budget\n", 1, 8),
        ('[screen]\ntheme = "abc', 2, 13),
    ],
)
def test_a_file_that_is_not_toml_names_line_and_column(
    tmp_path: Path, text: str, line: int, column: int
) -> None:
    error = refused(tmp_path, text)
    assert error.message.startswith(f"{tmp_path / 'config.toml'}, line {line}, column {column}: ")
    assert "(at " not in error.message


@pytest.mark.parametrize(
    ("line", "char"),
    [
        ("theme = “dark”", "“"),
        ("theme\uff1d'dark'", "\uff1d"),
        ("path\u3002x = 1", "\u3002"),
        ("lean = 2\uff10", "\uff10"),
    ],
)
def test_chinese_punctuation_is_pointed_out(tmp_path: Path, line: str, char: str) -> None:
    error = refused(tmp_path, f"[screen]\n{line}\n")
    assert error.message.startswith(f"{tmp_path / 'config.toml'}, line 2, column ")
    assert error.next_step == f"Write {char} with the plain character."


@pytest.mark.parametrize("text", ["a = " + "[" * 5000, "a = " + "9" * 5000])
def test_toml_that_the_parser_cannot_stomach_is_an_error_like_any(tmp_path: Path, text: str) -> None:
    assert "is not TOML" in refused(tmp_path, text).message


def test_bytes_that_are_not_utf8_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"[library]\n" + 'paths = ["/数据"]\n'.encode("gb18030"))
    with pytest.raises(ConfigError, match=r"line 2: not UTF-8\. Save the file as UTF-8\."):
        load(path, {})


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf[budget]\r\nhops = 3\r\n")
    assert load(path, {}).config.budget.hops == 3


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    with pytest.raises(ConfigError) as caught:
        load(path, {})
    assert caught.value.next_step == f"Make it with: hopyard config init --config {path}"


def test_a_folder_and_a_huge_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Cannot read"):
        load(tmp_path, {})
    assert "over a megabyte" in refused(tmp_path, "#" * 1_000_001).message


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("budget.hops", " 6 ", 6),
        ("budget.usd", "1", 1.0),
        ("budget.tokens", "1_000", 1000),
        ("web.enabled", "true", True),
        ("screen.theme", "007", "007"),
        ("screen.lean", "on", "on"),
        ("library.paths", "/a, ~/年报 ,", ("/a", "~/年报")),
        ("library.paths", '["/a,b"]', ("/a,b",)),
        ("library.paths", "", ()),
        ("models.x.input_price", "0.5", 0.5),
        ("keys.prune", "ctrl+x", "ctrl+x"),
    ],
)
def test_texts_become_values(key: str, text: str, value: object) -> None:
    assert check(key, parse(key, text), "here") == value


@pytest.mark.parametrize("text", ["", "six", "6\nx = 1", "6]", "[6]", "\uff11\uff12", "1" * 5000, "[" * 5000])
def test_texts_that_are_no_number(text: str) -> None:
    with pytest.raises(ConfigError, match="a whole number from 1 to 500"):
        check("budget.hops", parse("budget.hops", text), "here")


def test_a_command_line_value_is_checked_like_any(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"command line: budget\.hops cannot be 9999"):
        load(written(tmp_path, ""), {}, {"budget.hops": 9999})
    with pytest.raises(ConfigError, match=r"command line: web\.searxng is a table.*takes: url"):
        load(written(tmp_path, ""), {}, {"web.searxng": "http://a"})


def test_nearest_serves_other_words_too() -> None:
    assert nearest("Prune", ["expand", "prune"]) == "prune"
    assert nearest("zzz", ["expand", "prune"]) is None


_text = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20)
_overrides = st.fixed_dictionaries(
    {},
    optional={
        "library.paths": st.lists(_text.map(lambda text: f"/{text}"), max_size=3),
        "budget.hops": st.integers(1, 500),
        "budget.seconds": st.floats(1, 86_400),
        "index.embedder": st.just("") | _text.map(lambda text: f"~/{text}"),
        "screen.theme": _text,
        "screen.ascii": st.booleans(),
        "answer.unsupported": st.sampled_from(["mark", "drop"]),
        "keys.prune": _text,
        "keys.a_b-c": _text,
        "models.m.kind": st.just("openai"),
    },
)


@settings(max_examples=40)
@given(_overrides)
def test_the_rows_are_toml_for_the_same_configuration(overrides: dict[str, object]) -> None:
    loaded = load(None, {"HOPYARD_HOME": "/nowhere"}, overrides)
    assert from_rows(loaded) == loaded.config
    assert {key for key in overrides if loaded.origin(key) == "command line"} == set(overrides)


_scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates()
_names = st.sampled_from(
    [*Config.__struct_fields__, "hops", "url", "searxng", "paths", "kind", "x"]
) | st.text(max_size=6)
_documents = st.dictionaries(
    _names,
    st.recursive(
        _scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=3)
    ),
    max_size=3,
)


@settings(max_examples=40)
@given(_documents)
def test_any_document_is_a_configuration_or_a_named_error(document: dict[str, Any]) -> None:
    error, config = None, Config()
    try:
        config = build(file_settings(document, Path("any.toml")))
    except ConfigError as caught:
        error = caught
    if error:
        assert error.message.startswith("file any.toml: ")
        assert error.message.isprintable()
    else:
        assert dict(flat(document, "")).keys() <= {*fixed_keys()} | {
            *(f"keys.{name}" for name in config.keys),
            *(
                f"models.{name}.{field}"
                for name in config.models
                for field in config.models[name].__struct_fields__
            ),
        }


@given(_text)
def test_toml_values_stand_on_one_line(text: str) -> None:
    line = toml_value((text, text))
    assert "\n" not in line
    assert tomllib.loads(f"v = {line}")["v"] == [text, text]


def test_reading_the_configuration_loads_nothing_heavy() -> None:
    heavy = {"textual", "httpx", "anthropic", "whoosh", "numpy", "tomli_w", "difflib", "asyncio", "click"}
    script = "import sys, hopyard.core.config.files; print(*{name.split('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not heavy & set(done.stdout.split())
