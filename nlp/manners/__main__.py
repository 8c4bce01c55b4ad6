"""`python -m nlp.manners`: pack the lists and sentences after a change."""

from nlp.manners.lexicon import compile_lists

compile_lists()
