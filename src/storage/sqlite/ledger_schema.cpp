#include "sqlite/ledger_state.h"

namespace vigie::storage {
namespace {

// Times are microseconds since 1970 UTC. `entity` is the schema's word before the dot: folds read one entity each.
constexpr const char* format_1 = R"sql(
CREATE TABLE facts (
  cursor INTEGER PRIMARY KEY AUTOINCREMENT,
  id BLOB NOT NULL UNIQUE,
  schema TEXT NOT NULL,
  entity TEXT NOT NULL,
  schema_version INTEGER NOT NULL,
  site TEXT NOT NULL,
  source TEXT NOT NULL,
  source_key TEXT NOT NULL,
  content BLOB NOT NULL,
  subject TEXT NOT NULL,
  occurred_from INTEGER NOT NULL,
  occurred_to INTEGER NOT NULL,
  zone TEXT NOT NULL,
  clock TEXT NOT NULL,
  received INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  supersedes BLOB,
  basis_id TEXT,
  basis_version INTEGER,
  exercise INTEGER NOT NULL,
  simulated INTEGER NOT NULL,
  body TEXT NOT NULL,
  UNIQUE (source, source_key, content)
) STRICT;
CREATE INDEX facts_by_subject ON facts (subject, cursor);
CREATE INDEX facts_by_entity ON facts (entity, cursor);
CREATE INDEX facts_by_time ON facts (occurred_from);
CREATE TRIGGER facts_stay BEFORE UPDATE ON facts BEGIN SELECT RAISE(ABORT, 'a fact is never updated in place'); END;

CREATE TABLE replies (
  actor TEXT NOT NULL,
  key TEXT NOT NULL,
  request BLOB NOT NULL,
  status INTEGER NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (actor, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX replies_by_time ON replies (at);

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  salt BLOB NOT NULL,
  body TEXT,
  entry_hash BLOB NOT NULL,
  chain_hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_bodies_by_time ON audit (at) WHERE body IS NOT NULL;
CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'an audit entry is never deleted'); END;

CREATE TABLE checkpoints (
  seq INTEGER PRIMARY KEY,
  chain_hash BLOB NOT NULL,
  at INTEGER NOT NULL,
  key_id TEXT NOT NULL,
  public_key BLOB NOT NULL,
  signature BLOB NOT NULL
) STRICT;

CREATE TABLE segments (
  id TEXT PRIMARY KEY,
  camera TEXT NOT NULL,
  stream TEXT NOT NULL,
  started INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  path TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'deleted')),
  bytes INTEGER NOT NULL,
  digest TEXT NOT NULL,
  mask_version TEXT NOT NULL,
  exercise INTEGER NOT NULL,
  protected_until INTEGER,
  deleted_because TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX segments_by_camera ON segments (camera, started);
CREATE INDEX segments_kept ON segments (started) WHERE state <> 'deleted';
CREATE INDEX segments_open ON segments (started) WHERE state = 'open';

CREATE TABLE secrets (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
)sql";

}  // namespace

const Schema ledger_schema{"ledger", 0x7669676c /* "vigl" */, {format_1}, "FULL"};

}  // namespace vigie::storage
