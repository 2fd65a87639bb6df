# Sourced by ./run, ./test, .ci/run and the scripts beside it: how a step, a failure and a download look here.
# Everything said goes to standard error, so that a script's standard output stays its result.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${VIGIE_CACHE:-$root/cache}
program=${0##*/}

say() { printf '%s\n' "$*" >&2; }
fail() { printf '%s: %s\n' "$program" "$*" >&2; exit 1; }
help_from_header() { sed -n '2,/^$/s/^# \{0,1\}//p' "$0"; }
human_size() { du -shL --apparent-size "$1" | cut -f1; }

# step TITLE COMMAND…: runs it with its output in a log, shows the time, and shows the log only when it failed.
step() {
  local title=$1 log started=$SECONDS
  shift
  mkdir -p "$cache/logs"
  log=$cache/logs/$(tr -cs 'a-zA-Z0-9' '-' <<<"$title" | cut -c1-40).log
  printf '▸ %-44s' "$title" >&2
  if "$@" >"$log" 2>&1; then
    printf ' %4d s\n' $((SECONDS - started)) >&2
  else
    printf ' failed after %d s; the last lines of %s:\n' $((SECONDS - started)) "$log" >&2
    tail -n 25 "$log" >&2
    fail "the step \"$title\" failed (the reason stands just above)"
  fi
}

has_sha256() { [[ -f $2 ]] && echo "$1  $2" | sha256sum --check --status; }

# download URL SHA256 FILE: FILE appears only complete and with that checksum. Returns 1, having said why, otherwise.
download() {
  local url=$1 sha256=$2 file=$3 name=${1##*/} started=$SECONDS progress=(--silent --show-error)
  has_sha256 "$sha256" "$file" && return 0
  [[ -t 2 ]] && progress=(--progress-bar)
  mkdir -p "$(dirname "$file")"
  say "  downloading $name"
  if ! curl --fail --location --connect-timeout 5 --speed-limit 1000 --speed-time 30 "${progress[@]}" --output "$file.part" "$url"; then
    rm -f "$file.part"
    return 1
  fi
  if ! has_sha256 "$sha256" "$file.part"; then
    rm -f "$file.part"
    say "  $name does not have the pinned checksum; it was thrown away"
    return 1
  fi
  mv "$file.part" "$file"
  say "  $name: $(human_size "$file"), $((SECONDS - started)) s"
}

# replace_folder NEW OLD: OLD becomes NEW's content in one rename, so that no half-made folder is ever seen.
replace_folder() {
  rm -rf "$2.old"
  [[ ! -e $2 ]] || mv "$2" "$2.old"
  mv "$1" "$2"
  rm -rf "$2.old"
}
