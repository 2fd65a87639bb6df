#!/usr/bin/env bash
# search_recall.sh VIGIE_LAB [chosen|held-out|variants|all]: how well `vigie-lab search` finds, case by case and summed, on ../shared and
# opencv-doc. "chosen": what the settings were tried on; "held-out": areas fixed before any of them was run; "variants": the held-out
# areas in changed pictures (size, rate, keys, codec, light, weather). JSON a line on standard output; nothing is written elsewhere.
set -euo pipefail
lab=$(realpath "$1") which=${2:-all}
root=$(cd "$(dirname "$0")/.." && pwd)
data=${VIGIE_SHARED_DIR:-$root/../shared}/data
street=/usr/share/doc/opencv-doc/examples/data/vtest.avi
[[ -d $data && -f $street ]] || { echo "needs ../shared (or VIGIE_SHARED_DIR) and the package opencv-doc" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

chosen=(250,200,550,200,550,450,250,450 100,300,400,300,400,550,100,550 400,120,700,120,700,300,400,300
        300,350,760,350,760,570,300,570 50,150,300,150,300,320,50,320 450,220,650,220,650,380,450,380)
held_out=(380,150,760,300,500,560 20,200,220,200,220,420,20,420 300,100,500,100,500,220,300,220 550,350,750,350,750,550,550,550
          200,300,450,260,520,480,230,560 0,400,380,400,380,570,0,570 330,230,430,230,430,330,330,330 600,150,760,150,760,350,600,350)
# NAME WIDTH HEIGHT FILTERS ENCODING…
variants=(
  "small 384 288 scale=384:288 -c:v libx264 -preset veryfast -crf 26 -g 50"
  "large 1280 960 scale=1280:960 -c:v libx264 -preset veryfast -crf 26 -g 50"
  "five_a_second 768 576 fps=5 -c:v libx264 -preset veryfast -crf 24 -g 10"
  "25_no_b 768 576 fps=25,noise=alls=4:allf=t:all_seed=5 -c:v libx264 -preset ultrafast -tune zerolatency -crf 24 -g 50"
  "far_keys 768 576 null -c:v libx264 -preset medium -crf 24 -g 300"
  "hevc 768 576 null -c:v libx265 -preset veryfast -crf 28 -x265-params log-level=none:keyint=20"
  "mpeg4_poor 768 576 null -c:v mpeg4 -b:v 600k -g 20"
  "dusk 768 576 eq=gamma=0.4:contrast=0.7,noise=alls=10:allf=t:all_seed=5 -c:v libx264 -preset veryfast -crf 26 -g 20"
  "clouds 768 576 eq=brightness='0.12*sin(t*0.9)':eval=frame -c:v libx264 -preset veryfast -crf 24 -g 20"
  "shake 768 576 crop=760:568:4+3*sin(n*0.9):4+3*sin(n*1.3),scale=768:576 -c:v libx264 -preset veryfast -crf 24 -g 20"
  "sodium 768 576 colorchannelmixer=rr=1:gg=0.75:bb=0.35,eq=gamma=0.7 -c:v libx264 -preset veryfast -crf 24 -g 20")

# NAME FILTERS, of the road with coloured cars
road_variants=("road_dusk eq=gamma=0.45,noise=alls=8:allf=t:all_seed=5" "road_night eq=gamma=0.25:contrast=0.7,noise=alls=12:allf=t:all_seed=5"
  "road_sodium colorchannelmixer=rr=1:gg=0.75:bb=0.35" "road_cold colorchannelmixer=rr=0.8:gg=0.95:bb=1.2" "road_bright eq=gamma=1.7"
  "road_flat eq=saturation=0.5:contrast=0.8" "road_large scale=1280:720,noise=alls=6:allf=t:all_seed=9")

score() { # NAME SET CLIP AREA TRUTH [search words…]
  local name=$1 set=$2 clip=$3 truth=$4
  shift 4
  "$lab" search "$clip" "$@" >"$work/found.jsonl" 2>"$work/err" || { cat "$work/err" >&2; exit 1; }
  "$lab" evaluate search --truth "$truth" --result "$work/found.jsonl" >"$work/score.json"
  tail -1 "$work/err" >"$work/figures.json"
  jq -c --arg name "$name" --arg set "$set" --slurpfile figures "$work/figures.json" \
    '{name: $name, set: $set} + . + {cpu_s: $figures[0].cpu_s, unclear_seconds: $figures[0].unclear_seconds}' "$work/score.json" | tee -a "$work/all.jsonl"
}
areas() { # SET NAME CLIP WIDTH HEIGHT AREA…
  local set=$1 name=$2 clip=$3 width=$4 height=$5 area scaled
  shift 5
  for area in "$@"; do
    "$lab" truth search --tracks "$data/pets09_gt/gt_interp.txt" --area "$area" --fps 10 --seconds 79.5 >"$work/truth.json"
    scaled=$(awk -v a="$area" -v w="$width" -v h="$height" 'BEGIN { n = split(a, p, ","); for (i = 1; i <= n; i++)
      printf("%s%.1f", (i > 1 ? "," : ""), (i % 2 ? p[i] * w / 768 : p[i] * h / 576)) }')
    score "$name $area" "$set" "$clip" "$work/truth.json" --area "$scaled"
  done
}
vehicles() { # SET
  jq -c '{seconds: 28.333, labelled_from: 7.833, passages: [.crossing_frames_y140[] | (. - 1) / 60 | {start: ., end: ., class: "car"}]}' \
    "$data/cdnet_highway/highway_counts.json" >"$work/truth.json"
  score "highway over y 140" "$1" "$data/cdnet_highway/highway.avi" "$work/truth.json" --vehicle car --line 0,140,319,140
  road "$1" road "$data/car_detection/car-detection.mp4"
}
road() { # SET NAME CLIP
  # The second car is "light blue/teal-grey" to the person who labelled it.
  jq -c '{seconds: 30.16, passages: [.vehicles[] | {start: (.frames[0] / 12.5), end: (.frames[1] / 12.5), class: "car",
    colour: (if .colour | startswith("light blue") then ["blue", "grey", "green"] else .colour end)}]}' \
    "$data/car_detection/car-detection_annotation.json" >"$work/truth.json"
  score "$2" "$1" "$3" "$work/truth.json" --vehicle car
}

if [[ $which == chosen || $which == all ]]; then
  areas chosen street "$street" 768 576 "${chosen[@]}"
  vehicles chosen
fi
if [[ $which == held-out || $which == all ]]; then areas held-out street "$street" 768 576 "${held_out[@]}"; fi
if [[ $which == variants || $which == all ]]; then
  for variant in "${variants[@]}"; do
    read -r name width height filters encoding <<<"$variant"
    # shellcheck disable=SC2086 # the encoding is several words
    ffmpeg -nostdin -v error -i "$street" -vf "$filters" $encoding -pix_fmt yuv420p -threads 1 "$work/$name.mp4"
    areas variants "$name" "$work/$name.mp4" "$width" "$height" "${held_out[0]}" "${held_out[4]}" "${held_out[6]}"
  done
  for variant in "${road_variants[@]}"; do
    ffmpeg -nostdin -v error -i "$data/car_detection/car-detection.mp4" -an -vf "${variant#* }" -c:v libx264 -preset veryfast -crf 24 -g 25 \
      -pix_fmt yuv420p -threads 1 "$work/${variant%% *}.mp4"
    road variants "${variant%% *}" "$work/${variant%% *}.mp4"
  done
fi
jq -sc 'group_by(.set)[] | {set: .[0].set, cases: length, passages: (map(.passages) | add), found: (map(.found) | add),
  recall: ((map(.found) | add) / (map(.passages) | add)), false: (map(.false) | add), false_allowed: (map(.false_allowed) | add),
  colour: {right: (map(.colour.right) | add), cannot_tell: (map(.colour.cannot_tell) | add), wrong: (map(.colour.wrong) | add)},
  cpu_s: (map(.cpu_s) | add)}' "$work/all.jsonl"
