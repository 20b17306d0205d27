"""The file of counts: it comes back as it went, agrees with Whoosh, and any damage is noticed."""

import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.adapters.index.library_kit import flip, postings_and_places
from tests.adapters.index.test_fast_ranking import passages, queries
from whoosh.codec.whoosh3 import W3Codec
from whoosh.writing import SegmentWriter

from hopyard.core.index import counts_file
from hopyard.core.index.counts_file import (
    CountsFile,
    CountsUnusable,
    Shape,
    TermPostings,
    decode,
    encode,
    write_file,
)
from hopyard.core.index.cutting import FieldTokens, cut
from hopyard.core.index.pool import Pool, write_counts
from hopyard.core.index.postings import Postings
from hopyard.core.index.ranking import Ranker
from hopyard.core.index.store import Words
from hopyard.core.index.whoosh_index import IndexReader, WhooshIndex
from hopyard.core.index.whoosh_schema import FIELDS, RECORD
from hopyard.core.text.tokens import tokens

SEGMENT = "abcdefghij012345"

Counted = dict[str, dict[str, dict[int, int]]]
"""Term -> field -> document -> count."""

Placed = dict[str, list[tuple[int, int]]]
"""Term -> document and place of each occurrence."""


def unpacked(file: CountsFile, n_documents: int) -> tuple[Counted, Placed]:
    found: Counted = {}
    placed: Placed = {}
    for term, raw in file.items():
        width, data = file.places(raw)
        places = iter(array("H" if width == 2 else "I", data))
        documents = array("I", bytes(raw.data[: 4 * raw.n]))
        counts = array("B" if raw.width == 1 else "I", bytes(raw.data[4 * raw.n :]))
        assert all(0 <= document < n_documents for document in documents)
        columns = [counts[at : at + raw.n] for at in range(0, len(counts), raw.n)]
        found[decode(term)] = {
            field: {document: count for document, count in zip(documents, column, strict=True) if count}
            for field, column in zip(FIELDS, columns, strict=True)
        }
        totals = [sum(column) for column in zip(*columns, strict=True)]
        placed[decode(term)] = [
            (document, next(places)) for document, n in zip(documents, totals, strict=True) for _ in range(n)
        ]
        assert next(places, None) is None
    return found, placed


words_lists = st.lists(st.sampled_from(["a", "酒", "𠀀", "\ud800", "zz", "ab"]), max_size=5)


@settings(deadline=None)  # long lists
@given(
    documents=st.lists(st.lists(st.tuples(words_lists, words_lists), min_size=3, max_size=3), max_size=8),
    often=st.sampled_from([1, 255, 256, 5_000]),
)
def test_what_was_counted_comes_back(
    documents: list[list[tuple[list[str], list[str]]]], often: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    pool = Pool()
    expected: Counted = {}
    expected_places: Placed = {}
    for number, by_field in enumerate(documents):
        pool.add([FieldTokens(running * often, loose) for running, loose in by_field])
        place = 0
        for field, (running, loose) in zip(FIELDS, by_field, strict=True):
            for word in (*running * often, "", *loose, ""):
                if word:
                    column = expected.setdefault(word, {name: {} for name in FIELDS})[field]
                    column[number] = column.get(number, 0) + 1
                    expected_places.setdefault(word, []).append((number, place))
                place += 1
    path = tmp_path_factory.mktemp("counts") / "x.counts"
    write_counts(path, SEGMENT, len(documents), pool.inverted())
    file = CountsFile(path, SEGMENT, len(documents), len(FIELDS))
    assert unpacked(file, len(documents)) == (expected, expected_places)
    assert [term for term, _ in file.items()] == sorted(encode(term) for term in expected)
    assert file.find(b"absent") is None
    assert file.find(b"") is None
    file.close()


def test_every_term_of_many_is_found_and_no_other(tmp_path: Path) -> None:
    counts = {n: array("I", [n]).tobytes() + b"\1\0\1" for n in range(0, 1_000, 3)}
    terms = [TermPostings(b"%06d" % n, 1, one, b"\7\0\11\0") for n, one in counts.items()]
    write_file(tmp_path / "x", SEGMENT, Shape(1_000, 3, 1, 2), terms)
    file = CountsFile(tmp_path / "x", SEGMENT, 1_000, 3)
    for n in range(-1, 1_002):
        raw = file.find(b"%06d" % n)
        assert (raw is not None) == (n in range(0, 1_000, 3))
        assert raw is None or raw.data == counts[n]
        assert raw is None or file.places(raw).data == b"\7\0\11\0"
    file.close()


@pytest.fixture
def index(tmp_path: Path) -> WhooshIndex:
    """Three segments, one with deletions, and one passage that says a word 300 times."""
    index = WhooshIndex(tmp_path / "index")
    index.create()
    index.write([], MADE[:50], lambda: None)
    index.write([], MADE[50:60], lambda: None)
    index.write([7, 55], MADE[60:], lambda: None)
    return index


MADE = passages(120, 5)


def texts(ids: Sequence[int]) -> Iterator[Words]:
    return (words for words in MADE if words.passage in ids and words.passage not in (7, 55))


def files(index: WhooshIndex) -> list[Path]:
    return sorted(index._folder.glob("*.counts"))


def results(index: WhooshIndex) -> tuple[list[list[tuple[int, float]]], bool]:
    """The answers to some queries, and whether a file of counts was missed."""
    reader = index.reader()
    try:
        ranker = Ranker(reader)
        return answers(ranker), ranker.lacking
    finally:
        reader.close()


def answers(ranker: Ranker) -> list[list[tuple[int, float]]]:
    within = [ranker.holding([phrase], texts) for phrase in ("hop hop", "hops malt", "酒花产量")]
    assert all(len(documents) for documents in within)
    return [
        *(ranker.search(terms, 12) for terms in queries(25)),
        *(ranker.search(["hop"], 12, documents) for documents in within),
    ]


def test_the_counts_are_those_of_whooshs_postings(index: WhooshIndex) -> None:
    reader: IndexReader = index.reader()
    postings = Postings(reader)
    terms = {decode(term) for segment in reader.segments for _, term in segment._leaf.all_terms()}
    assert len(terms) > 50
    for term in terms:
        documents, counts = postings.of(term)
        for field, column in zip(FIELDS, counts, strict=True):
            expected = reader.postings(field, term)
            assert documents[column > 0].tolist() == expected.documents.tolist()
            assert column[column > 0].tolist() == expected.counts.tolist()
    assert not postings.lacking
    reader.close()


@pytest.mark.parametrize("gone", [[], [7, 55]])
@pytest.mark.parametrize("lost", [0, 1])
def test_how_many_passages_hold_a_term_is_known_without_its_postings(
    tmp_path: Path, gone: list[int], lost: int
) -> None:
    index = WhooshIndex(tmp_path / "index")
    index.create()
    made = passages(120, 5)
    index.write([], made[:60], lambda: None)
    index.write(gone, made[60:], lambda: None)
    for file in files(index)[:lost]:
        file.unlink()
    reader = index.reader()
    postings = Postings(reader)
    terms = {decode(term) for segment in reader.segments for _, term in segment._leaf.all_terms()}
    for term in [*terms, "nowhere"]:
        assert postings.frequency(term) == len(postings.of(term).documents)
    reader.close()


def test_the_segment_is_the_one_that_whooshs_own_writer_writes(tmp_path: Path) -> None:
    made = passages(300, 9)
    index = WhooshIndex(tmp_path / "ours")
    index.create()
    index.write([], made, lambda: None)
    theirs = WhooshIndex(tmp_path / "theirs")
    theirs.create()
    codec = W3Codec(compression=0)
    codec.length_stats = False
    writer = SegmentWriter(theirs._open(), codec=codec, compound=False)
    for number, words in enumerate(made):
        fields = {"title": tokens(words.title), "heading": tokens(words.heading), "body": tokens(words.body)}
        writer.perdocwriter.start_doc(number)
        record = RECORD.pack(words.passage, *(len(fields[field]) for field in FIELDS))
        writer.perdocwriter.add_column_value("record", writer.schema["record"].column_type, record)
        writer.perdocwriter.finish_doc()
        for field, found in fields.items():
            for term in set(found):
                writer.pool.add((field, encode(term), number, float(found.count(term)), b""))
        writer.docnum += 1
    writer._added = True
    writer.commit()
    for extension in ("trm", "pst", "record.col"):
        (one,), (other,) = ((tmp_path / name).glob(f"*.{extension}") for name in ("ours", "theirs"))
        assert one.read_bytes() == other.read_bytes(), extension


def _flip(at: int) -> Callable[[Path], None]:
    def flip_one(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[at] ^= 0x10
        path.write_bytes(data)

    return flip_one


def _foreign(path: Path) -> None:
    write_file(path, "anothersegment00", Shape(1, 3, 1, 2), [])


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "of zeros": lambda path: path.write_bytes(bytes(path.stat().st_size)),
    "cut by a byte": lambda path: os.truncate(path, path.stat().st_size - 1),
    "cut in the header": lambda path: os.truncate(path, 30),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "magic": _flip(0),
    "header": _flip(40),
    "directory": _flip(80),
    "postings": lambda path: flip(path, *postings_and_places(path)[:2]),
    "places": lambda path: flip(path, *postings_and_places(path)[1:]),
    "of another segment": _foreign,
    "a folder": _folder,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_missed_and_changes_no_result(index: WhooshIndex, damage: str) -> None:
    before, lacking = results(index)
    assert not lacking
    for path in files(index)[:2]:
        DAMAGES[damage](path)
    assert results(index) == (before, True)


def test_a_file_made_again_answers_the_same(index: WhooshIndex) -> None:
    before, _ = results(index)
    whole = [path.read_bytes() for path in files(index)]
    for damage in ("missing", "postings", "places"):
        for path in files(index):
            DAMAGES[damage](path)
        assert index.mend_counts(texts, closely=True) == 3
        assert results(index) == (before, False)
    assert files(index)[0].stat().st_size <= len(whole[0])
    assert index.mend_counts(texts, closely=True) == 0


def test_a_segment_that_lost_its_counts_is_merged_once_it_has_them_again(index: WhooshIndex) -> None:
    for n in range(200, 205):
        index.write([], [Words(n, "", "", "", "hop")], lambda: None)
    damaged = files(index)[3]
    DAMAGES["places"](damaged)
    index.write([], [Words(205, "", "", "", "hop")], lambda: None)
    assert len(files(index)) == 2
    assert damaged in files(index)
    assert index.mend_counts(texts, closely=True) == 1
    assert not results(index)[1]


def test_every_flipped_byte_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "x"
    pool = Pool()
    for number in range(6):
        pool.add(cut(Words(number, "", "", "", f"hop malt word{number}")))
    write_counts(path, SEGMENT, 6, pool.inverted())
    for at in range(path.stat().st_size):
        _flip(at)(path)
        with pytest.raises(CountsUnusable):
            check(path)
        _flip(at)(path)
    check(path)


def check(path: Path) -> None:
    file = CountsFile(path, SEGMENT, 6, len(FIELDS))
    try:
        file.check()
    finally:
        file.close()


def test_a_file_cut_while_it_is_open_does_no_harm(index: WhooshIndex) -> None:
    before, _ = results(index)
    reader = index.reader()
    ranker = Ranker(reader)
    for path in files(index):
        os.truncate(path, 200)
    assert answers(ranker) == before
    assert ranker.lacking
    reader.close()


@pytest.mark.parametrize("failing", ["open", "replace"])
def test_a_full_disk_fails_the_commit_and_leaves_the_last_state(
    index: WhooshIndex, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    before = results(index)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    owner = counts_file if failing == "open" else os
    with monkeypatch.context() as patch:
        patch.setattr(owner, failing, full, raising=False)
        with pytest.raises(OSError, match="No space"):
            index.write([1], [Words(999, "", "", "", "hop")], lambda: None)
    assert results(index) == before
    assert not list(index._folder.glob("*.tmp*"))
    index.write([], [Words(999, "", "", "", "hop")], lambda: None)  # and what it left is cleared away
    assert len(files(index)) == 4


def test_what_a_killed_writer_left_is_cleared_away(index: WhooshIndex) -> None:
    before = results(index)
    left = [
        index._folder / "MAIN_killed0000000000.counts.tmp",
        index._folder / "MAIN_killed0000000000.counts",
    ]
    for path in left:
        path.write_bytes(b"half")
    assert results(index) == before
    index.write([120], [], lambda: None)
    assert not any(path.exists() for path in left)


def test_files_go_with_their_segments(index: WhooshIndex) -> None:
    for n in range(200, 206):
        assert len(files(index)) == n - 197
        index.write([], [Words(n, "", "", "", "hop")], lambda: None)
    assert len(files(index)) == len(list(index._folder.glob("*.trm"))) == 1
    assert not results(index)[1]
