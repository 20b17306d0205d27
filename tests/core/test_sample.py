"""The sample library can carry its questions, agrees with itself, and is fit to ship."""

import re
import unicodedata
import zipfile
from pathlib import Path

import pytest

from hopyard.core import sample
from hopyard.core.errors import LibraryError

DOCUMENTS = {path.name: path.read_bytes() for path in sorted(sample.folder().iterdir())}
SINGLE_FACT = "How much moisture may a bale of hops hold at most?"


def text_of(name: str) -> str:
    return DOCUMENTS[name].decode("utf-8")


def folded(text: str) -> str:
    """As `hopyard eval` compares: NFKC, lower case, no white space (documents break lines inside facts)."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text).lower())


FOLDED = {name: folded(data.decode("utf-8")) for name, data in DOCUMENTS.items()}


def rows(text: str, first_cell: str) -> list[float]:
    """The numbers of the one Markdown table row that starts with a cell."""
    [row] = re.findall(rf"^\| {re.escape(first_cell)} \|(.*)\|$", text, re.MULTILINE)
    return [float(cell) for cell in row.split("|") if re.fullmatch(r"[\d.]+", cell.strip())]


def test_folder_is_a_real_folder_of_text_documents() -> None:
    assert sample.folder().is_dir()
    assert 12 <= len(DOCUMENTS) <= 16
    assert {Path(name).suffix for name in DOCUMENTS} == {".csv", ".html", ".md", ".txt"}


def test_a_package_inside_an_archive_is_refused_with_a_next_step(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        archive.writestr("library/a.txt", "a")
    monkeypatch.setattr(
        "importlib.resources.files", lambda package: zipfile.Path(tmp_path / "packed.zip", at="")
    )
    with pytest.raises(LibraryError) as raised:
        sample.folder()
    assert "--docs" in raised.value.next_step


def test_a_missing_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.resources.files", lambda package: tmp_path)
    with pytest.raises(LibraryError):
        sample.folder()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_reviewable_text(name: str) -> None:
    text = text_of(name)
    assert not text.startswith("\ufeff")
    assert "\r" not in text
    assert "\ufffd" not in text
    assert 40 <= len(text.splitlines()) <= 120


def test_the_library_stays_small() -> None:
    assert sum(map(len, DOCUMENTS.values())) < 120_000


def test_chinese_and_english_are_equals() -> None:
    n_chinese = sum(
        len(re.findall(r"[\u4e00-\u9fff]", text)) > len(re.findall(r"[A-Za-z]+", text))
        for text in map(text_of, DOCUMENTS)
    )
    assert 0.4 <= n_chinese / len(DOCUMENTS) <= 0.6


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_address_leads_anywhere(name: str) -> None:
    text = text_of(name)
    assert "@" not in text
    assert "www." not in text
    for host in re.findall(r"\w+://([^/\s\"'<>]+)", text):
        assert host == "example.org" or host.endswith(".example.org")


@pytest.mark.parametrize("question", sample.QUESTIONS)
def test_expected_strings_stand_in_some_document(question: str) -> None:
    for expected in sample.EXPECTED[question]:
        assert any(folded(expected) in text for text in FOLDED.values()), expected


@pytest.mark.parametrize("question", [q for q in sample.QUESTIONS if sample.EXPECTED[q] and q != SINGLE_FACT])
def test_no_single_document_answers_a_question_of_several(question: str) -> None:
    wanted = [folded(expected) for expected in sample.EXPECTED[question]]
    assert not [name for name, text in FOLDED.items() if all(string in text for string in wanted)]


def test_there_are_eight_questions_and_one_has_no_answer() -> None:
    assert len(sample.QUESTIONS) == 8
    assert set(sample.COMPUTED) < set(sample.QUESTIONS)
    assert [q for q in sample.QUESTIONS if not sample.EXPECTED[q]] == [sample.QUESTIONS[-1]]
    for word in ("executive", "earn", "salary", "薪"):
        assert not [name for name, text in FOLDED.items() if re.search(rf"(?<![a-z]){word}", text)]


def test_the_computed_figure_follows_from_the_two_facts_and_is_stated_nowhere() -> None:
    [(question, figure)] = sample.COMPUTED.items()
    tonnes, hectares = (float(re.sub(r"\D", "", fact)) for fact in sample.EXPECTED[question])
    assert f"{tonnes / hectares:.2f}" == figure
    assert not [name for name, text in FOLDED.items() if figure in text]


def test_the_two_tonnages_of_2023_stand_in_different_documents() -> None:
    assert [name for name, text in FOLDED.items() if "1,240" in text] == ["cooperative-annual-report-2023.md"]
    assert [name for name, text in FOLDED.items() if "1,420" in text] == ["market-note-2024-01-zh.txt"]


@pytest.mark.parametrize("shared", ["1,296吨", "1,183吨", "398", "415吨", "640公顷"])
def test_cooperative_and_broker_agree_on_everything_else(shared: str) -> None:
    cooperative = [text for name, text in FOLDED.items() if name.startswith("cooperative")]
    assert any(shared in text for text in cooperative)
    assert shared in FOLDED["market-note-2024-01-zh.txt"]


@pytest.mark.parametrize(
    "first_cells",
    [
        ("West Terrace", "East Bank", "Upper Reach", "Lower Meadows"),
        ("Corvanth", "Thrushwing", "Bellisk", "Old Merrin", "Other"),
    ],
)
def test_the_tables_of_the_annual_report_add_up(first_cells: tuple[str, ...]) -> None:
    report = text_of("cooperative-annual-report-2023.md")
    areas, tonnes = zip(*(rows(report, cell)[:2] for cell in first_cells), strict=True)
    assert (sum(areas), sum(tonnes)) == (640, 1_240)


@pytest.mark.parametrize("variety", ["Corvanth", "Bellisk", "Thrushwing", "Old Merrin"])
def test_trial_means_are_the_means_of_the_seasons(variety: str) -> None:
    report = text_of("variety-trials-pellamor.md")
    table = report[report.index("## Yield") : report.index("## Safety")]
    *seasons, mean = rows(table, variety)
    assert len(seasons) == 4
    assert f"{sum(seasons) / 4:.2f}" == f"{mean:.2f}"


def test_the_broker_s_mean_price_is_that_of_the_price_table() -> None:
    lines = [line.split(",") for line in text_of("hop-prices-2023.csv").splitlines()[1:]]
    sold = sum(float(line[5]) for line in lines)
    mean = sum(float(line[4]) * float(line[5]) for line in lines) / sold
    assert f"每公斤{mean:.1f}美元" in FOLDED["market-note-2024-01-zh.txt"]
