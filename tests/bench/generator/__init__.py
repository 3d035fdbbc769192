"""Realistic bases of any size: skewed, with copies, contests and gaps. Same shape, same bytes.

``python -m tests.bench.generator 10000 > base.json`` writes a fixture that ``manage.py loaddata`` takes. Rows are
yielded one by one, so that a million claims need no more memory than their sources and aspects.
"""

from tests.bench.generator.base import Shape, rows, written

__all__ = ["Shape", "rows", "written"]
