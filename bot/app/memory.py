"""The garbage collector, told what a start means: much is made, and nearly all of it stays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def settled() -> Iterator[None]:
    """What is made inside is neither searched while it is made nor ever again.

    Modules are over a hundred thousand objects. To look for garbage among them costs a fifth of
    the imports, and later 0.1 s at a time, in the middle of a reply.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
