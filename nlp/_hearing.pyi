from collections.abc import Iterable

class Hearing:
    def __new__(
        cls,
        reviews: bytes,
        values: bytes,
        unit: float,
        places: bytes,
        codes: bytes,
        units: tuple[float, ...],
    ) -> Hearing: ...
    def hear(
        self, text: str, marks: list[tuple[int, int]], spans: list[tuple[int, int]]
    ) -> list[tuple[float, list[float]]]: ...
    def margins(self, places: Iterable[int]) -> list[float]: ...
    def weight(self, place: int) -> float: ...

def probability(weights: tuple[float, ...], row: list[float], shift: float = 0.0, /) -> float: ...
