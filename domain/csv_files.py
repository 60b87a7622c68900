"""Tables in CSV files: read however a spreadsheet wrote them, written so that no spreadsheet runs what is in them. Pure."""

import codecs
import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SEPARATORS = ',;\t|'
RISKY = ('=', '+', '-', '@', '\t', '\r')
SAMPLE = 20
LONGEST_CELL = 131_072


class NoTable(ValueError):
    """This is no table: the first line has to name the columns, and a line for each person follows."""

    def __init__(self) -> None:
        super().__init__(' '.join((type(self).__doc__ or '').split()))


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table, and the line of the file in which it begins."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns and the rows; rows that are empty throughout are left out."""

    headers: tuple[str, ...]
    lines: tuple[Line, ...]


def table(content: bytes) -> Table:
    """The table in a file, whatever its encoding (UTF-8, UTF-16, Windows) and separator (comma, semicolon, tab, bar). NoTable."""
    text = decoded(content)
    if '\x00' in text:
        raise NoTable
    reader = csv.reader(io.StringIO(text, newline=''), delimiter=separator(text))
    lines: list[Line] = []
    before = 0
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                lines.append(Line(before + 1, tuple(plain(cell) for cell in cells)))
            before = reader.line_num
    except csv.Error as error:
        raise NoTable from error
    if not lines:
        raise NoTable
    return Table(lines[0].cells, tuple(lines[1:]))


def decoded(content: bytes) -> str:
    """The text of a file: by its mark, else UTF-8 where it is that, else as Windows writes in the west of Europe."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode('utf-16', 'replace')
    try:
        return content.decode('utf-8-sig')
    except UnicodeDecodeError:
        return content.decode('cp1252', 'replace')


def separator(text: str) -> str:
    """The sign that parts most of the first lines into the same number of cells."""
    first = text.splitlines()[:SAMPLE]

    def worth(sign: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(first, delimiter=sign) if row]
        same = sum(width == widths[0] for width in widths) if widths and widths[0] > 1 else 0
        return same, widths[0] if widths else 0

    return max(SEPARATORS, key=worth)


def plain(cell: str) -> str:
    """A cell without the mark that `safe` put before it."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(RISKY) else cell


def safe(cell: object) -> str:
    """A cell that a spreadsheet shows instead of taking it for a formula."""
    text = '' if cell is None else str(cell)
    return f"'{text}" if text.startswith(RISKY) else text


def written(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The file: UTF-8 with its mark, so that Excel reads umlauts, too."""
    out = io.StringIO(newline='')
    writer = csv.writer(out, lineterminator='\r\n')
    writer.writerow([safe(cell) for cell in headers])
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return '\ufeff' + out.getvalue()
