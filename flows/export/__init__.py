"""A release in the forms that spreadsheets and Tableau read."""

from flows.export.export import FORMATS, Exported, export

__all__ = ["FORMATS", "Exported", "export"]
