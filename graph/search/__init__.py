"""Full text: an index of a release's texts, made with the release and read wherever it is served.

In the order of the flow::

    passages.py     a parsed report -> what is searched in it, kept in the build's cache
    documents.py    passages and registers -> one document for each thing that can be found
    writing.py      documents -> the index, one SQLite file of the release

    asking.py       what a person typed -> an expression
    reading.py      expression -> ranked documents, facets
    spelling.py     expression -> what a word that is nowhere may have meant
    snippets.py     expression and text -> the stretch that holds the hits, marked
    matching.py     ``ra:textMatch`` in a SPARQL query -> ``VALUES`` of what the index finds

Both sides see words as :mod:`.words` does: diacritics folded, Dutch stems.

The index is SQLite's FTS5, over columns of stems. Measured on the 93 published reports (3,774
texts) beside tantivy 0.27: FTS5 indexes in 20 ms what takes tantivy 90, and answers in at most
0.6 ms where tantivy needs 0.2. What decides is the file: FTS5 gives the same bytes for the same
content, in one file that is read from memory, so that a process which may open nothing can search.
tantivy names its segments at random and maps a folder of files.
"""
