"""Command lines: what is one, and that whatever is not is refused in words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hopyard.core import commands as cmd
from hopyard.core.commands import TimedCommand, parse_command
from hopyard.core.errors import CommandError


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ('{"prune": "1.2"}', cmd.PruneHop("1.2")),
        ('{"restore": "1.2"}', cmd.Restore("1.2")),
        ('{"expand": "1.1", "question": "为什么？"}', cmd.ExpandHop("1.1", "为什么？")),
        ('{"question": "why?", "expand": "root"}', cmd.ExpandHop("root", "why?")),
        ('{"expand": "1.1"}', cmd.ExpandHop("1.1")),
        ('{"edit": "1", "question": "how?"}', cmd.EditHop("1", "how?")),
        ('{"drop_source": "abc"}', cmd.DropSource("abc")),
        ('{"pin": "1/1"}', cmd.Pin("1/1")),
        ('{"unpin": "1/1"}', cmd.Unpin("1/1")),
        ('{"undo": true}', cmd.Undo()),
        ('{"redo": true}', cmd.Redo()),
        ('{"pause": true}', cmd.Pause()),
        ('{"continue": true}', cmd.Continue()),
        ('{"skip_wait": true}', cmd.SkipWait()),
        (' \t{"stop":true}\r\n', cmd.Stop()),
        ('{"web": "on"}', cmd.UseWeb("on")),
        ('{"web": "off"}', cmd.UseWeb("off")),
    ],
)
def test_every_command_can_be_written(line: str, command: cmd.Command) -> None:
    assert parse_command(line) == TimedCommand(command)
    assert parse_command(line.encode()) == TimedCommand(command)


@given(st.sampled_from(sorted(set(cmd._BY_KEY) - {"web"})), st.text(min_size=1), st.text(min_size=1))
def test_any_name_and_any_question_are_kept_as_they_are(key: str, name: str, question: str) -> None:
    kind = cmd._BY_KEY[key]
    fields: dict[str, object] = {key: name if kind.__struct_fields__ else True, "after": "idle"}
    if kind in (cmd.ExpandHop, cmd.EditHop):
        fields["question"] = question + "?"
    timed = parse_command(json.dumps(fields))
    assert timed.after_idle
    assert type(timed.command) is kind
    values = [getattr(timed.command, each) for each in kind.__struct_fields__]
    assert values == [name, question + "?"][: len(values)]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"web": "perhaps"}', '"on" or "off"'),
        ("", "Not a command"),
        ("prune 1.2", "Not a command"),
        ("[]", "a JSON object is needed"),
        ("null", "a JSON object is needed"),
        ("{}", "exactly one command name"),
        ('{"prun": "1"}', "Known: prune, restore"),
        ('{"prune": "1", "undo": true}', "exactly one command name"),
        ('{"after": "idle"}', "exactly one command name"),
        ('{"prune": 1}', '"prune" takes a name as text'),
        ('{"prune": ""}', '"prune" takes a name as text'),
        ('{"prune": ["1"]}', '"prune" takes a name as text'),
        ('{"undo": 1}', '"undo" takes true'),
        ('{"undo": "yes"}', '"undo" takes true'),
        ('{"undo": false}', '"undo" takes true'),
        ('{"prune": "1", "question": "?"}', "\"prune\" does not take 'question'"),
        ('{"prune": "1", "\\u001b[31m\\n": 1}', r"does not take '\x1b[31m\n'"),
        ('{"edit": "1"}', '"edit" needs a "question"'),
        ('{"edit": "1", "question": " "}', '"edit" needs a "question"'),
        ('{"expand": "1", "question": null}', '"expand" takes a name as text'),
        ('{"expand": "1", "question": ["?"]}', '"expand" takes a name as text'),
        ('{"undo": true, "after": "later"}', '"after" can only be "idle"'),
        ('{"undo": true, "after": true}', '"after" can only be "idle"'),
        ('{"undo": true, "after": []}', '"after" can only be "idle"'),
    ],
)
def test_what_is_wrong_with_a_line_is_said(line: str, said: str) -> None:
    with pytest.raises(CommandError) as caught:
        parse_command(line)
    assert said in str(caught.value)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_almost = st.dictionaries(
    st.sampled_from([*cmd._BY_KEY, "question", "after", "x"]),
    st.sampled_from(["1", "", "idle", True, False, None, "\ud800", "root"]) | _json,
    max_size=4,
)


@given(
    st.one_of(
        st.binary(),
        st.text(st.characters()),
        _json.map(json.dumps),
        _almost.map(json.dumps),
        _almost.map(lambda fields: json.dumps(fields, ensure_ascii=False)),
        _almost.map(lambda fields: json.dumps(fields).encode()[:-1]),
    )
)
def test_any_line_is_a_command_or_refused_in_one_printable_line(line: str | bytes) -> None:
    try:
        said = repr(parse_command(line).command)
    except CommandError as error:
        said = str(error)
        assert len(said) < 500
    assert "\n" not in said


@pytest.mark.parametrize(
    "line",
    [
        "[" * 200_000,
        '{"undo":' * 100_000,
        '{"after":' + "[" * 900 + "]" * 900 + ',"undo":true}',
        '{"prune":"1","after":' + "[" * 100_000,
        '{"prune":' + "9" * 100_000 + "}",
        '{"prune": "\\ud800"}',
        '{"prune": "\ud800"}',
        '{"' + "x" * 100_000 + '": 1, "undo": true}',
        b'{"prune": "\xff"}',
        b"\xef\xbb\xbf{",
        "\x00",
    ],
)
def test_hostile_lines_are_refused(line: str | bytes) -> None:
    with pytest.raises(CommandError) as caught:
        parse_command(line)
    assert len(str(caught.value)) < 500
    assert str(caught.value).isprintable()
