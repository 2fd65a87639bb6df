#!/usr/bin/env bash
# try_include.sh pass|fail COMPILER HEADER "DIR;DIR;…": does HEADER compile with exactly these include folders?
# "fail" counts only when the header is not found: any other compiler error is a failure of the test itself.
set -u
expected=$1 compiler=$2 header=$3 flags=()
IFS=';' read -ra dirs <<<"$4"
for dir in "${dirs[@]}"; do [[ -n $dir ]] && flags+=("-I$dir"); done
out=$(printf '#include "%s"\n' "$header" | "$compiler" -std=c++20 -fsyntax-only "${flags[@]}" -x c++ - 2>&1)
code=$?
if [[ $expected == pass ]]; then
  [[ $code -eq 0 ]] || { echo "$header should compile: $out"; exit 1; }
else
  [[ $code -ne 0 && ($out == *"No such file"* || $out == *"file not found"*) ]] || { echo "$header should not be found (exit $code): $out"; exit 1; }
fi
