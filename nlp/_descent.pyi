from array import array

def descend(
    order: array[int],
    seats: array[int],
    ends: array[int],
    signs: array[float],
    slacks: array[float],
    scales: array[float],
    scale: array[float],
    alphas: array[float],
    weights: array[float],
) -> None: ...
def count(
    seats: array[int],
    ends: array[int],
    pulls: array[float],
    positive: array[float],
    negative: array[float],
) -> None: ...
def average(
    seats: array[int], ends: array[int], scale: array[float], means: array[float]
) -> None: ...
