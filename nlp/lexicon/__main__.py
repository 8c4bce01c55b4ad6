"""`python -m nlp.lexicon`: pack the word lists after a change."""

from nlp.lexicon import compile_lists

compile_lists()
