"""Renews docs/ROWS.md: each row of the plan, and the scenarios that show it.

`python -m docs.rows` from the root of the project. A scenario named after a row (`s2-40-….yaml`)
shows it; docs/rows.yaml says what a row means, and which other scenarios show it too.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

HERE = Path(__file__).parent
PAGE = HERE / "ROWS.md"
SCENARIOS = HERE.parent / "tests" / "scenarios"
LAYOUT = yaml.safe_load((HERE / "rows.yaml").read_text(encoding="utf-8"))
_NAME = re.compile(r"(s\d-\d\d)-")
HEAD = """# 哪一行，在哪个剧本里

这一页由 `python -m docs.rows` 生成，请不要直接改。每一行是计划里的一项；右边的剧本演给您看，
`huifang play tests/scenarios/….yaml` 就能从头听到尾。
"""


def page() -> str:
    lines = [HEAD, "| 行 | 说的是 | 剧本 |", "|---|---|---|"]
    lines += [_line(row, found) for row, found in shown().items()]
    named = {path for found in shown().values() for path in found}
    rest = [path for path in scenarios() if path not in named]
    lines += ["", "## 别的剧本", "", *(f"- {_link(path)}" for path in rest)]
    return "\n".join(lines) + "\n"


def scenarios() -> tuple[Path, ...]:
    return tuple(sorted(SCENARIOS.glob("*.yaml")))


def shown() -> Mapping[str, Sequence[Path]]:
    """The scenarios of each row. Raises ValueError for a row that has no meaning."""
    rows: dict[str, list[Path]] = {row: [] for row in LAYOUT["rows"]}
    for path in scenarios():
        named = _NAME.match(path.name)
        if named is None:
            continue
        row = named[1].upper()
        if row not in rows:
            raise ValueError(f"docs/rows.yaml says nothing about {row}: {path.name}")
        rows[row].append(path)
    for row, more in LAYOUT["also"].items():
        rows[row] += [SCENARIOS / f"{name}.yaml" for name in more]
    return rows


def _line(row: str, found: Sequence[Path]) -> str:
    links = "<br>".join(map(_link, found))
    return f"| {row} | {LAYOUT['rows'][row]} | {links} |"


def _link(path: Path) -> str:
    title = yaml.safe_load(path.read_text(encoding="utf-8")).get("title") or path.stem
    return f"[{title}](../tests/scenarios/{path.name})"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
