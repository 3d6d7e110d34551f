"""Dashboards for BI tools, made from a release's own tables and their descriptions."""
