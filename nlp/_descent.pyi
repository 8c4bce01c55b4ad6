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
