"""Near copies of made-up articles: how many are found, and how fast beside datasketch (`pip install datasketch`).

    python tests/benchmarks/near_copies.py [--articles 4000]

One article in ten has a copy with small changes, and one in a hundred has pages that only look like copies. A copy is
found where it comes into one group with its article; a pair is wrong where two pages of different articles do. Both
work on the same texts in memory, in one process, CPU seconds; datasketch gets runs of five words, 128 permutations and
the threshold 0.5, and knows no title or day. Reading and writing are not counted for either.
"""

import argparse
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.transforms.merging import Record, frames
from tests.transforms.planted import CHANGES, articles, copies, lookalikes
from transforms.body import body_key
from transforms.copies import join_copies
from transforms.groups import Groups
from transforms.near import near_keys


def main() -> None:
    """Makes the pages and prints what both make of them."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--articles", type=int, default=4_000)
    options.add_argument("--seed", type=int, default=11)
    chosen = options.parse_args()
    made = articles(chosen.articles, chosen.seed)
    kinds = copies(made[::10], chosen.seed + 1)
    planted = {kind: some[at :: len(kinds)] for at, (kind, some) in enumerate(kinds.items())}
    copied = [one for some in planted.values() for one in some]
    records = [*made, *copied, *lookalikes(made[5::100], chosen.seed + 2)]
    print(f"{len(records):,} pages, {sum(len(one.text) for one in records) / len(records):,.0f} letters each")
    ours = _report("dossier", records, planted, _dossier)
    try:
        import datasketch  # noqa: F401
    except ImportError:
        print("datasketch is not installed: nothing to compare with")
        return
    theirs = _report("datasketch", records, planted, _datasketch)
    print(f"dossier takes {theirs / ours:.0f} times less CPU time")


Way = Callable[[list[Record]], tuple[float, Iterable[Iterable[str]]]]


def _report(name: str, records: list[Record], planted: dict[str, list[Record]], grouped: Way) -> float:
    seconds, groups = grouped(records)
    of = {record: set(group) for group in groups for record in group}
    print(f"\n{name}: {len(records) / seconds:,.0f} pages a second")
    found = {kind: sum(one.name[:5] in of.get(one.name, ()) for one in planted[kind]) for kind in CHANGES}
    for kind, count in found.items():
        print(f"  {kind:<26}{count:5} of {len(planted[kind])}")
    print(f"  {sum(found.values()) / sum(map(len, planted.values())):.3f} found")
    wrong = sum(_origin(a) != _origin(b) for a, group in of.items() for b in group if a < b)
    print(f"  {wrong} wrong pairs")
    return seconds


def _origin(name: str) -> str:
    """Article that a page is of: one that only looks like a copy is an article of its own."""
    return name if "!" in name else name[:5]


def _dossier(records: list[Record]) -> tuple[float, Iterable[Iterable[str]]]:
    pages = frames(records).pages.sort("record_id").drop("near_keys")
    bodies = {one.name: body_key(one.sections) for one in records}
    names = pages["record_id"].to_list()
    groups = Groups(pages["code"].to_list())
    begun = time.process_time()
    keyed = pages.with_columns(near_keys([bodies[name] for name in names]))
    join_copies(groups, keyed, lambda some: {name: bodies[name] for name in some})
    seconds = time.process_time() - begun
    found: dict[int, list[str]] = defaultdict(list)
    for at, name in enumerate(names):
        found[groups.root(at)].append(name)
    return seconds, found.values()


def _datasketch(records: list[Record]) -> tuple[float, Iterable[Iterable[str]]]:
    from datasketch import MinHash, MinHashLSH

    begun = time.process_time()
    index, sketches = MinHashLSH(threshold=0.5, num_perm=128), {}
    for one in records:
        words = re.findall(r"\w+", one.text.lower())
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[at : at + 5]).encode() for at in range(len(words) - 4)])
        index.insert(one.name, sketch)
        sketches[one.name] = sketch
    found: dict[str, set[str]] = defaultdict(set)
    for name, sketch in sketches.items():
        found[name] = {str(other) for other in index.query(sketch) if sketches[str(other)].jaccard(sketch) >= 0.5}
    return time.process_time() - begun, [{name, *others} for name, others in found.items()]


if __name__ == "__main__":
    main()
