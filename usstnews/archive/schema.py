"""The tables of state.db; another version of them is made anew from the archive."""

from usstnews.text.similarity import ALGORITHM

# Bands that another algorithm computed no lookup would find.
SCHEMA_VERSION = 5000 + ALGORITHM
SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE read (name TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE lines (
    record_id TEXT PRIMARY KEY, key TEXT NOT NULL, version INTEGER NOT NULL, offset INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX lines_key ON lines (key);
CREATE TABLE captures (
    record_id TEXT PRIMARY KEY, file TEXT NOT NULL, offset INTEGER NOT NULL, url TEXT NOT NULL,
    kind TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE articles (
    key TEXT PRIMARY KEY, url TEXT NOT NULL, version INTEGER NOT NULL, digest TEXT NOT NULL,
    extractor TEXT NOT NULL, duplicate_of TEXT, published TEXT, changed TEXT NOT NULL,
    file TEXT NOT NULL, offset INTEGER NOT NULL, record_id TEXT NOT NULL, payload_digest TEXT
) WITHOUT ROWID;
CREATE INDEX articles_digest ON articles (digest);
CREATE INDEX articles_original ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX articles_repeating ON articles (url) WHERE duplicate_of IS NOT NULL;
CREATE TABLE wordings (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, codes BLOB NOT NULL);
CREATE TABLE bands (
    band INTEGER NOT NULL, wording INTEGER NOT NULL, PRIMARY KEY (band, wording)
) WITHOUT ROWID;
CREATE TABLE pages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, url TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
    kind TEXT, article TEXT, title TEXT, listed TEXT, found_on TEXT, walk TEXT, needed TEXT,
    depth INTEGER NOT NULL DEFAULT 0,
    first_run INTEGER NOT NULL, met INTEGER NOT NULL, asked INTEGER NOT NULL DEFAULT 0,
    due INTEGER, fetched_at TEXT, since TEXT, was TEXT, outcome TEXT, error TEXT,
    record_id TEXT, payload TEXT, etag TEXT, modified TEXT,
    stale INTEGER NOT NULL DEFAULT 0, ledger TEXT
);
CREATE INDEX pages_due ON pages (role, CAST(article AS INTEGER) DESC, url) WHERE due IS NOT NULL;
CREATE INDEX pages_article ON pages (article) WHERE article IS NOT NULL;
CREATE INDEX pages_kind ON pages (kind);
CREATE INDEX pages_stale ON pages (id) WHERE stale;
CREATE TABLE needs (
    page INTEGER NOT NULL, requisite INTEGER NOT NULL, PRIMARY KEY (page, requisite)
) WITHOUT ROWID;
CREATE INDEX needs_requisite ON needs (requisite);
CREATE TABLE originals (
    payload TEXT PRIMARY KEY, url TEXT NOT NULL, date TEXT NOT NULL, file TEXT NOT NULL,
    offset INTEGER NOT NULL, record_id TEXT NOT NULL, status INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE listings (
    url TEXT PRIMARY KEY, pages INTEGER, items INTEGER, complete INTEGER NOT NULL,
    to_end INTEGER NOT NULL, ended INTEGER NOT NULL, rewalks INTEGER NOT NULL, newest INTEGER,
    seen INTEGER, last INTEGER, found INTEGER NOT NULL, idle INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE listed (
    walk TEXT NOT NULL, page INTEGER NOT NULL, run INTEGER NOT NULL, PRIMARY KEY (walk, page)
) WITHOUT ROWID;
CREATE TABLE unlinked (
    walk TEXT NOT NULL, article INTEGER NOT NULL, run INTEGER NOT NULL,
    PRIMARY KEY (walk, article)
) WITHOUT ROWID;
CREATE TABLE skeletons (
    kind TEXT NOT NULL, places TEXT NOT NULL, url TEXT NOT NULL, record_id TEXT NOT NULL,
    first_run INTEGER NOT NULL, PRIMARY KEY (kind, places)
) WITHOUT ROWID;
"""
