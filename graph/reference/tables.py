"""The tables of a reference folder as text: its files and columns, and how a layer's bytes become rows."""

import codecs
import csv
import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from graph.errors import InvalidReference

SHIPPED = "shipped"
_SUFFIXES = (".csv", ".xlsx")
# What csv, zipfile, openpyxl and its XML parser (whose ParseError is a SyntaxError) raise on a broken file.
_UNREADABLE = (
    csv.Error,
    zipfile.BadZipFile,
    InvalidFileException,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
)
_SOURCED = ("evidence", "source", "source_title", "source_url", "verified")


@dataclass(frozen=True, slots=True)
class Table:
    """A file of a reference folder: ``key`` are the columns by which a later row replaces an earlier."""

    stem: str
    key: tuple[str, ...]
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()

    @property
    def columns(self) -> frozenset[str]:
        """Every column that is read."""
        return frozenset(self.required + self.optional + _SOURCED)


TABLES: Mapping[str, Table] = MappingProxyType(
    {
        table.stem: table
        for table in (
            Table(
                "regions",
                ("adcode",),
                ("adcode", "name", "level", "parent_adcode"),
                ("short_name", "abbreviation", "in_belt", "aliases"),
            ),
            Table("region_groups", ("group_name",), ("group_name", "members"), ("aliases", "note")),
            Table("chains", ("chain_id",), ("chain_id", "chain_name_zh"), ("chain_name_en", "aliases")),
            Table(
                "chain_links",
                ("link_id",),
                ("chain_id", "link_id", "link_name_zh", "stage", "criticality"),
                ("link_name_en", "aliases", "gbt4754_code"),
            ),
            Table(
                "link_flows",
                ("chain_id", "from_link_id", "to_link_id"),
                ("chain_id", "from_link_id", "to_link_id"),
            ),
            Table(
                "liaison_offices",
                ("full_name",),
                ("full_name", "represents", "located_in"),
                ("short_names", "last_seen", "note"),
            ),
            Table(
                "programmes",
                ("province_or_municipality", "programme"),
                ("province_or_municipality", "programme"),
                ("full_title", "issued", "valid_from", "valid_to", "superseded_by", "level"),
            ),
            Table(
                "priority_chains",
                ("province_or_municipality", "programme", "year", "chain_name", "level"),
                ("province_or_municipality", "programme", "year", "chain_name", "chain_ids"),
                ("level",),
            ),
            Table(
                "firms",
                ("firm_id",),
                ("firm_id", "full_name"),
                (
                    "short_name",
                    "aliases",
                    "hq_province",
                    "hq_city",
                    "stock_code",
                    "ownership",
                    "founded_year",
                ),
            ),
            Table(
                "firm_links",
                ("firm_id", "link_id", "site_province", "site_city"),
                ("firm_id", "link_id", "role"),
                ("site_province", "site_city"),
            ),
        )
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check found in a layer: ``error`` stops the load, ``note`` is only said."""

    level: Literal["error", "note"]
    layer: str
    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.layer}/{self.file}:{self.line}: " if self.file else ""
        return place + self.reason


@dataclass(frozen=True, slots=True)
class Layer:
    """A reference folder as bytes, so that it may live on a disk or in a ledger."""

    name: str
    files: Mapping[str, bytes]

    @classmethod
    def from_folder(cls, path: Path) -> "Layer":
        """Read the tables of a folder; its name becomes the layer's."""
        if not path.is_dir():
            raise InvalidReference(f"There is no reference folder at '{path}'.")
        files = {
            file.name: file.read_bytes()
            for file in sorted(path.iterdir())
            # Excel leaves a lock file ~$firms.xlsx beside a table that is open.
            if file.suffix.lower() in _SUFFIXES and not file.name.startswith(("~$", ".")) and file.is_file()
        }
        return cls(path.resolve().name, files)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: every cell as stripped text, where it stands, and the ``key`` that identifies it."""

    layer: str
    file: str
    line: int
    table: Table
    cells: Mapping[str, str]
    key: tuple[str, ...]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def many(self, column: str) -> tuple[str, ...]:
        """The values of a column that holds several, parted by ; or ；."""
        text = self[column]
        return tuple(part.strip() for part in text.replace("；", ";").split(";") if part.strip()) if text else ()

    def error(self, reason: str) -> Finding:
        """An error that stands in this row."""
        return Finding("error", self.layer, self.file, self.line, reason)

    def note(self, reason: str) -> Finding:
        """A remark on this row."""
        return Finding("note", self.layer, self.file, self.line, reason)


@dataclass(frozen=True, slots=True)
class LayerTables:
    """The rows of one layer by table, with what could not be read and what was not understood."""

    name: str
    rows: Mapping[str, tuple[Row, ...]]
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...]


@cache
def shipped_layer() -> Layer:
    """The reference knowledge that comes with the package."""
    return Layer(SHIPPED, Layer.from_folder(Path(__file__).parent).files)


def as_layers(layers: Sequence[Layer | Path]) -> tuple[Layer, ...]:
    """Read folders into layers and give each a name of its own: names become ids of documents."""
    result: list[Layer] = []
    taken = {SHIPPED}
    for item in layers:
        layer = item if isinstance(item, Layer) else Layer.from_folder(item)
        name, number = layer.name or "reference", 1
        while name in taken:
            number += 1
            name = f"{layer.name}-{number}"
        taken.add(name)
        result.append(Layer(name, layer.files))
    return tuple(result)


def read_layer(layer: Layer) -> LayerTables:
    """Read every table of a layer; what cannot be read becomes a finding, what is unknown a warning."""
    reader = _LayerReader(layer.name)
    for file, content in sorted(layer.files.items()):
        reader.read(file, content)
    if not reader.rows:
        names = ", ".join(f"{stem}.csv" for stem in TABLES)
        reader.error("", 0, f"the folder '{layer.name}' holds none of the tables {names}")
    return LayerTables(layer.name, reader.rows, tuple(reader.findings), tuple(reader.warnings))


@cache
def shipped_tables() -> LayerTables:
    """The shipped reference, read once a process."""
    return read_layer(shipped_layer())


def merge_rows(tables: Iterable[LayerTables]) -> dict[str, list[Row]]:
    """The rows of all layers by table, a later one standing where the earlier one of the same key stood."""
    merged: dict[str, dict[tuple[str, ...], Row]] = {stem: {} for stem in TABLES}
    for layer in tables:
        for stem, rows in layer.rows.items():
            merged[stem].update((row.key, row) for row in rows)
    return {stem: list(rows.values()) for stem, rows in merged.items()}


class _LayerReader:
    def __init__(self, layer: str) -> None:
        self.layer = layer
        self.rows: dict[str, tuple[Row, ...]] = {}
        self.findings: list[Finding] = []
        self.warnings: list[str] = []

    def error(self, file: str, line: int, reason: str) -> None:
        self.findings.append(Finding("error", self.layer, file, line, reason))

    def read(self, file: str, content: bytes) -> None:
        path = Path(file)
        table = TABLES.get(path.stem)
        if table is None or path.suffix.lower() not in _SUFFIXES:
            self.warnings.append(f"{self.layer}/{file}: not a table of a reference folder, not read")
        elif table.stem in self.rows:
            self.error(file, 1, f"the folder has {table.stem} both as CSV and as XLSX")
        else:
            try:
                self.rows[table.stem] = tuple(self._read_rows(file, content, table))
            except _UNREADABLE as error:
                self.rows[table.stem] = ()
                self.error(file, 1, f"cannot be read: {error}")

    def _read_rows(self, file: str, content: bytes, table: Table) -> Iterator[Row]:
        records = self._records(file, content, table)
        _, header = next(records, (1, []))
        if not self._header_holds(file, header, table):
            return
        for line, cells in records:
            if any(cells[len(header) :]):
                self.error(file, line, f"the row has {len(cells)} cells, the header {len(header)}")
            if any(cells):
                values = dict(zip(header, cells, strict=False))
                key = tuple([values.get(column, "") for column in table.key])
                yield Row(self.layer, file, line, table, values, key)

    def _records(self, file: str, content: bytes, table: Table) -> Iterator[tuple[int, list[str]]]:
        """The rows of a file with their line numbers, the header first, cells stripped."""
        if not file.lower().endswith(".xlsx"):
            yield from _csv_records(content)
            return
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            # A sheet named like the table is meant; else the first.
            names = [sheet.title for sheet in book.worksheets]
            chosen = names.index(table.stem) if table.stem in names else 0
            yield from _sheet_records(book.worksheets[chosen].iter_rows(values_only=True))
            self.warnings += [
                f"{self.layer}/{file}: sheet '{name}' not read" for name in names if name != names[chosen]
            ]
        finally:
            book.close()

    def _header_holds(self, file: str, header: list[str], table: Table) -> bool:
        missing = [column for column in table.required if column not in header]
        doubled = sorted({column for column in header if column and header.count(column) > 1})
        for what, columns in (("lacks", missing), ("repeats", doubled)):
            if columns:
                self.error(file, 1, f"the header {what} the columns {', '.join(columns)}")
        self.warnings += [
            f"{self.layer}/{file}: unknown column '{column}', not read"
            for column in header
            if column and column not in table.columns
        ]
        return not missing and not doubled


def _csv_records(content: bytes) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(_decode(content), newline=""))
    line = 1
    for cells in reader:
        yield line, [cell.strip() for cell in cells]
        line = reader.line_num + 1  # a quoted cell may span lines: a row stands where it begins


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")  # what Excel writes on a Chinese Windows


def _sheet_records(rows: Iterable[Sequence[object]]) -> Iterator[tuple[int, list[str]]]:
    header: list[str] = []
    for line, values in enumerate(rows, start=1):
        names = header + [""] * (len(values) - len(header))
        cells = [_cell_text(value, name) for value, name in zip(values, names, strict=False)]
        header = header or cells
        yield line, cells


def _cell_text(value: object, column: str) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and column == "stock_code":
        return f"{value:06d}"  # a spreadsheet drops the zeros that a code begins with
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    return str(value).strip()
