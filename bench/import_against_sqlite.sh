#!/usr/bin/env bash
# import_against_sqlite.sh VIGIE [ROWS] [ROUNDS]: rows per second of `vigie import` from file to indexed records, and the ratio to `sqlite3 .import` of
# the same file into a table with the same columns, key, index and synchronous. Both in turn, best of ROUNDS (3); made data.
set -euo pipefail
vigie=$(realpath "$1") rows=${2:-200000} rounds=${3:-3}
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

awk -v n="$rows" 'BEGIN {
  srand(1); print "key,time,x,y,victims,cause"
  for (i = 0; i < n; i++)
    printf "R%09d,20%02d-%02d-%02dT%02d:%02d,%.2f,%.2f,%d,cause %d\n", i, 10 + i % 13, 1 + i % 12, 1 + i % 28, i % 24, i % 60, 425000 + rand() * 9000,
           4578000 + rand() * 9000, i % 4, i % 12 }' > "$work/rows.csv"
cat > "$work/map.toml" <<'T'
version = 1
source = "bench"
kind = "collision"
zone = "Europe/Madrid"
crs = "EPSG:25831"
box = [1.9, 41.2, 2.4, 41.6]
key = { columns = "key" }
time = { columns = "time" }
x = { columns = "x" }
y = { columns = "y" }
keep = [{ name = "victims", columns = "victims", type = "integer" }, { name = "cause", columns = "cause" }]
T
cat > "$work/import.sql" <<T
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE records (key TEXT NOT NULL, time TEXT NOT NULL, x REAL, y REAL, victims INTEGER, cause TEXT);
CREATE UNIQUE INDEX records_by_key ON records (key);
CREATE INDEX records_by_time ON records (time);
.mode csv
.import --skip 1 $work/rows.csv records
T
seconds() { # COMMAND…
  local begin=$EPOCHREALTIME
  "$@" >"$work/out" 2>"$work/err" || { cat "$work/err" >&2; exit 1; }
  awk -v a="$begin" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.3f", b - a }'
}
best_vigie=999999 best_sqlite=999999
for ((round = 0; round < rounds; round++)); do
  rm -rf "$work/data" "$work/plain.db"*
  took=$(seconds sqlite3 -init /dev/null "$work/plain.db" ".read $work/import.sql")
  best_sqlite=$(awk -v a="$best_sqlite" -v b="$took" 'BEGIN { print a < b ? a : b }')
  took=$(seconds "$vigie" import "$work/rows.csv" --mapping "$work/map.toml" --data "$work/data" --profiles-dir "$root/profiles")
  grep -q "\"stored\":$rows" "$work/out" || { echo "not every row was stored" >&2; exit 1; }
  best_vigie=$(awk -v a="$best_vigie" -v b="$took" 'BEGIN { print a < b ? a : b }')
done
awk -v n="$rows" -v v="$best_vigie" -v s="$best_sqlite" 'BEGIN { printf "{\"rows\":%d,\"vigie_rows_per_s\":%d,\"sqlite_rows_per_s\":%d,\"ratio\":%.2f}\n", n, n / v, n / s, s / v }'
