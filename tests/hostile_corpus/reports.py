from hostile_corpus.case import Case

CASES: tuple[Case, ...] = ()
