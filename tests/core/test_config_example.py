"""The example file, the schema and the docstrings say the same."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from hopyard.core.config import schema
from hopyard.core.config.about import about, about_table, abouts
from hopyard.core.config.files import build, file_settings, load
from hopyard.core.config.keys import fixed_keys, flat, is_open, is_table, kind_of
from hopyard.core.config.write import example
from hopyard.core.values import Budget

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"


def field_docs(struct: type) -> dict[str, str]:
    """The docstring under each field, which Python itself does not keep."""
    [definition] = ast.parse(textwrap.dedent(inspect.getsource(struct))).body
    assert isinstance(definition, ast.ClassDef)
    docs: dict[str, str] = {}
    for statement, after in zip(definition.body, definition.body[1:], strict=False):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
        ):
            docs[statement.target.id] = inspect.cleandoc(str(after.value.value))
    return docs


def schema_docs(table: Any, prefix: str) -> Iterator[tuple[str, str]]:
    docs = field_docs(table)
    for field in msgspec.structs.fields(table):
        key = f"{prefix}{field.name}"
        if not is_table(field.type):
            yield key, docs[field.name]
        elif is_open(field.type):
            member = get_args(field.type)[1]
            if is_table(member):
                yield f"[{key}.NAME]", inspect.getdoc(member) or ""
                yield from schema_docs(member, f"{key}.NAME.")
            else:
                yield f"[{key}]", docs[field.name]
                yield f"{key}.ACTION", ""
        else:
            yield f"[{key}]", inspect.getdoc(field.type) or ""
            yield from schema_docs(field.type, f"{key}.")


def test_example_parses_to_the_defaults() -> None:
    assert load(EXAMPLE, {}).config == schema.Config()


def test_every_key_of_the_schema_stands_in_the_example() -> None:
    document = tomllib.loads(EXAMPLE.read_text("utf-8"))
    assert [key for key, _ in flat(document, "")] == list(fixed_keys())


def test_comments_are_the_docstrings() -> None:
    assert abouts() == dict(schema_docs(schema.Config, ""))


def test_what_a_key_is_about_is_known_for_every_model_too() -> None:
    assert about("budget.hops") == "Hops that may run."
    assert about("models.my-own.model") == "What the service calls the model."
    assert about_table("models.my-own").startswith("A model that")
    assert about("keys.prune") == ""


def test_the_switched_off_lines_are_valid_and_complete_too() -> None:
    on = re.sub(r"^#(?! |$)", "", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    document = tomllib.loads(on)
    config = build(file_settings(document, EXAMPLE))
    assert set(document["models"]["NAME"]) == set(schema.NamedModelTable.__struct_fields__)
    assert config.models["NAME"].kind == "openai"
    assert config.keys == {"ACTION": "ctrl+t"}


def test_the_example_that_init_writes_is_this_one() -> None:
    assert example() == EXAMPLE.read_text("utf-8")


def test_budget_limits_cover_every_limit_and_admit_its_default() -> None:
    budget = Budget()
    assert list(schema.BUDGET_KINDS) == list(budget.__struct_fields__)
    for name, kind in schema.BUDGET_KINDS.items():
        assert msgspec.convert(getattr(budget, name), kind) == getattr(budget, name)


@pytest.mark.parametrize("table", [schema.Config, schema.WebTable, schema.NamedModelTable, Budget])
def test_tables_are_frozen(table: type) -> None:
    assert table.__struct_config__.frozen  # type: ignore[attr-defined]  # every msgspec.Struct has it


def test_kinds_of_keys() -> None:
    assert kind_of("models.NAME.kind") is not None
    assert kind_of("models.a b.kind") is None
    assert kind_of("budget.hops.more") is None
