#!/usr/bin/env bash
# import_barcelona.sh VIGIE: the thirteen raw yearly files of ../shared twice into a new folder, then the export.
set -euo pipefail
vigie=$(realpath "$1") root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for round in first again; do
  "$vigie" import "$root"/../shared/data/barcelona_collisions/raw/*.csv.gz --mapping "$root/profiles/mappings/barcelona-collisions.toml" \
    --data "$work/data" --profiles-dir "$root/profiles" 2>"$work/progress" >"$work/$round.json"
  python3 -c "import json, sys; r = json.load(open(sys.argv[1])); r.pop('files'); print(json.dumps(r))" "$work/$round.json"
done
"$vigie" export record --data "$work/data" --profiles-dir "$root/profiles" --format csv >"${2:-$work/export.csv}"
