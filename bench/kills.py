"""Kills the program while it indexes, at random moments, and looks whether anything was lost.

    python bench/kills.py CORPUS.jsonl [--times 20] [--seed 7]

CORPUS.jsonl holds passages, in the format of `hopyard eval`; five of them make a file. After every kill the
library must open and hold no fewer files than before; at the end one more run must finish the rest, and the
library must answer exactly as one that was made in peace. Exits with 1 if not.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from hopyard.core.evaluate import read_corpus

PASSAGES_PER_FILE = 5
LONGEST_S = 5.0
HOPYARD = (sys.executable, "-m", "hopyard.tui")


def main() -> int:
    """Kill, look, compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    moments = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="hopyard-kills-") as folder:
        docs = Path(folder) / "docs"
        texts = _write(docs, options.corpus)
        killed, peaceful = (_environment(Path(folder) / name) for name in ("killed", "peaceful"))
        held = 0
        for number in range(1, options.times + 1):
            after = moments.uniform(0.2, LONGEST_S)
            _kill_after(after, ("index", "add", str(docs)), killed)
            now = json.loads(_run(("index", "status", "--json"), killed))["n_indexed"]
            print(f"{number:3}. killed after {after:.2f} s: {now} of {len(texts)} files", flush=True)
            if now < held:
                return _failed(f"{held - now} files were lost")
            held = now
        for environment in (killed, peaceful):
            _run(("index", "add", str(docs)), environment)
        for text in texts[:: max(1, len(texts) // 20)]:
            query = ("search", text[:40].replace('"', ""), "--json")
            if _run(query, killed) != _run(query, peaceful):
                return _failed(f"the libraries differ on {query[1]!r}")
    print("Nothing was lost; both libraries answer alike.")
    return 0


def _write(docs: Path, corpus: Path) -> list[str]:
    docs.mkdir()
    texts = []
    passages = [passage.text for passage in read_corpus(corpus)]
    for number, at in enumerate(range(0, len(passages), PASSAGES_PER_FILE)):
        some = passages[at : at + PASSAGES_PER_FILE]
        texts.append("\n\n".join(some))
        (docs / f"{number}.txt").write_text(texts[-1], encoding="utf-8")
    return texts


def _environment(home: Path) -> dict[str, str]:
    folders = {f"XDG_{name}_HOME": str(home / name.lower()) for name in ("DATA", "CACHE", "CONFIG")}
    return {**os.environ, "HOME": str(home), **folders}


def _kill_after(seconds: float, arguments: Sequence[str], environment: dict[str, str]) -> None:
    """Start hopyard and kill it with its writer, which is in the same session."""
    process = subprocess.Popen(
        [*HOPYARD, *arguments],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(seconds)
    subprocess.run(["pkill", "-9", "-s", str(process.pid)], check=False)
    process.wait()


def _run(arguments: Sequence[str], environment: dict[str, str]) -> str:
    ran = subprocess.run([*HOPYARD, *arguments], env=environment, capture_output=True, text=True, check=True)
    return ran.stdout


def _failed(what: str) -> int:
    print(f"FAILED: {what}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
