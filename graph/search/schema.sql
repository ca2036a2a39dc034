CREATE TABLE analysis (version TEXT);
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    kind TEXT,
    iri TEXT UNIQUE,
    label TEXT,
    english TEXT,
    text TEXT,
    day TEXT,
    context TEXT
);
CREATE TABLE name (words TEXT, document INTEGER, PRIMARY KEY (words, document)) WITHOUT ROWID;
CREATE TABLE facet (name TEXT, value TEXT, documents BLOB, PRIMARY KEY (name, value)) WITHOUT ROWID;
CREATE VIRTUAL TABLE entry USING fts5 (
    name, text, whole,
    content = '', tokenize = 'ascii tokenchars ''.'''
);
CREATE VIRTUAL TABLE stem USING fts5vocab(entry, row);
