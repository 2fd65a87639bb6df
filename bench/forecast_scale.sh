#!/usr/bin/env bash
# How the nightly forecast grows: forecast_scale.sh VIGIE [EVENTS [CELLS]] makes a city of EVENTS (10,000,000) over ten years in about
# CELLS (50,000) squares of 250 m, a tenth of it and the whole, and prints for each: wall and processor seconds, peak memory in MiB.
# The city is made up (rates by a power law, five kinds, hours of the day); its seed is fixed, so that every run reads the same rows.
set -euo pipefail
vigie=$1
events=${2:-10000000}
cells=${3:-50000}
folder=$(mktemp -d "${TMPDIR:-/tmp}/forecast_scale.XXXXXX")
trap 'rm -rf "$folder"' EXIT

make_events() {
  awk -v events="$1" -v cells="$cells" 'BEGIN {
    srand(20180101); side = int(sqrt(cells) + 0.5); all = side * side
    split("noise parking damage hazard animal", kinds, " ")
    print "time,kind,x,y"
    for (day = 0; day < 3650; ++day) date[day] = strftime("%Y-%m-%d", 1199145600 + 86400 * day + 43200, 1)
    for (i = 0; i < events; ++i) {
      cell = (int(all * rand() ^ 3) * 7919) % all
      printf "%sT%02d:%02d,%s,%.1f,%.1f\n", date[int(rand() * 3650)], int(rand() * 24), int(rand() * 60), kinds[1 + int(rand() * 5)],
             400000 + 250 * (cell % side + rand()), 4500000 + 250 * (int(cell / side) + rand())
    }
  }'
}

for size in $((events / 10)) "$events"; do
  make_events "$size" > "$folder/events.csv"
  start=$(date +%s.%N)
  "$vigie" forecast run --events "$folder/events.csv" --crs EPSG:25831 --at 2018-01-01 > "$folder/result.json" 2> /dev/null &
  pid=$!
  peak=0 ticks=0
  # The kernel's own high-water mark and clock ticks, read while the program lives: no tool beyond the shell is needed.
  while read -r memory < <(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2> /dev/null) && [ -n "$memory" ]; do
    peak=$memory
    ticks=$(awk '{print $14 + $15}' "/proc/$pid/stat" 2> /dev/null || echo "$ticks")
    sleep 0.1
  done
  wait "$pid"
  awk -v size="$size" -v from="$start" -v to="$(date +%s.%N)" -v ticks="$ticks" -v hertz="$(getconf CLK_TCK)" -v peak="$peak" 'BEGIN {
    printf "%d events: %.1f s, %.1f s of processor, %.0f MiB\n", size, to - from, ticks / hertz, peak / 1024 }'
  grep -m1 '"cells": ' "$folder/result.json" | tr -d ' ,'
done
