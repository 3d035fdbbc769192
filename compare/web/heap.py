"""How the memory of a worker is kept small."""

from __future__ import annotations

import ctypes
import gc

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8  # of mallopt(3)
LARGE = 256 * 1024  # bytes, of a block that is handed back at once


def keep_small() -> None:
    """Once all is loaded, and before threads begin.

    What is loaded stays: the collector need not go through it again, and may come less often for what is new. It goes
    through all that is older soon after: that is little, and what lay there uncollected made a worker grow by a tenth.
    All threads share one heap, where the C library knows how, and large blocks are none of it: each would else keep its
    own, full of holes.
    """
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune:
        tune(M_ARENA_MAX, 1)
        tune(M_MMAP_THRESHOLD, LARGE)
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 5, 1)
