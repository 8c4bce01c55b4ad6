"""Which of the four kinds of complaint (ISO 10002) an unhappy text is."""

from nlp.look import Look
from nlp.reading import Complaint

NONE = Complaint.NONE
_GOODS = frozenset({"品质", "物流"})


def kind_of(seen: Look, topics: list[str]) -> Complaint:
    """The kind of an unhappy text: about the product or the handling, said or implied.

    Where goods and their handling are both blamed, the goods come first: the letter is heard out.
    """
    said = seen.signs.unhappy > 0.0 or seen.signs.rating is not None
    handling = "售后" in topics[:1] and _GOODS.isdisjoint(topics)
    if seen.words.handling or handling:
        return Complaint.HANDLING_EXPLICIT if said else Complaint.HANDLING_IMPLICIT
    return Complaint.PRODUCT_EXPLICIT if said else Complaint.PRODUCT_IMPLICIT
