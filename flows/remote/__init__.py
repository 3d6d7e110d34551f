"""Warehouses in object storage: the same releases as in a folder, and a copy of what is needed on this machine."""
