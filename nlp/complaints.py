"""Which of the four kinds of complaint (ISO 10002) an unhappy text is."""

from nlp.look import Look
from nlp.reading import Complaint

NONE = Complaint.NONE


def kind_of(seen: Look, topics: list[str]) -> Complaint:
    """The kind of an unhappy text: about the product or the handling, said or implied."""
    said = seen.signs.unhappy > 0.0 or seen.signs.rating is not None
    if seen.words.handling or "售后" in topics[:1]:
        return Complaint.HANDLING_EXPLICIT if said else Complaint.HANDLING_IMPLICIT
    return Complaint.PRODUCT_EXPLICIT if said else Complaint.PRODUCT_IMPLICIT
