#!/usr/bin/env bash
# search_speed.sh VIGIE_LAB [SCALE] [FOLDER]: eight cameras × 2 h × SCALE (0.02: 2.4 minutes each) of made recordings, searched on two cores.
# Half of the cameras 768×576, half 1280×720; half busy (the street of opencv-doc, somebody always walks), half sparse (a road of ../shared,
# one car of 5 s a minute). H.264, 25 pictures/s, a key every 2 s, one-minute files, seeded noise, so that no two files share bytes.
# FOLDER keeps the recordings for the next run. One JSON object on standard output; ENCODING="…" replaces x264's preset.
set -euo pipefail
lab=$(realpath "$1") scale=${2:-0.02}
root=$(cd "$(dirname "$0")/.." && pwd)
road=${VIGIE_SHARED_DIR:-$root/../shared}/data/car_detection/car-detection.mp4
street=/usr/share/doc/opencv-doc/examples/data/vtest.avi
[[ -f $road && -f $street ]] || { echo "needs ../shared (or VIGIE_SHARED_DIR) and the package opencv-doc" >&2; exit 1; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
footage=${3:-$work/footage}
mkdir -p "$footage"
read -ra encoding <<<"${ENCODING:--preset veryfast}"
minutes=$(awk -v s="$scale" 'BEGIN { m = int(120 * s + 0.5); print m < 1 ? 1 : m }')

minute() { # FILE WIDTH HEIGHT busy|sparse SEED
  [[ -f $1 ]] && return
  local form="scale=$2:$3,setsar=1,fps=25" noise="noise=alls=4:allf=t:all_seed=$5" chain input
  if [[ $4 == busy ]]; then
    input=(-stream_loop -1 -ss $(($5 * 37 % 79)) -t 60 -i "$street")
    chain="[0]$form,$noise[out]"
  else # an empty road, then the first car: the light follows the car, as the camera saw it
    input=(-ss 10 -t 3 -i "$road" -ss 4.2 -t 5 -i "$road")
    chain="[0]$form,loop=-1:75,trim=duration=$((20 + $5 * 7 % 30)),setpts=PTS-STARTPTS[a];[1]$form[b];[a][b]concat,tpad=stop_mode=clone:stop_duration=60,trim=duration=60,$noise[out]"
  fi
  ffmpeg -nostdin -v error -y "${input[@]}" -filter_complex "$chain" -map '[out]' -an -t 60 -c:v libx264 "${encoding[@]}" -crf 25 -g 50 -keyint_min 50 \
    -sc_threshold 0 -pix_fmt yuv420p "$1.part.mp4"
  mv "$1.part.mp4" "$1"
}

for camera in 1 2 3 4 5 6 7 8; do
  kind=$((camera % 2)) size=$((camera > 4))
  kinds[camera]=$([[ $kind == 1 ]] && echo busy || echo sparse)
  read -r width height <<<"$([[ $size == 1 ]] && echo 1280 720 || echo 768 576)"
  areas[camera]=$(awk -v w="$width" -v h="$height" 'BEGIN { printf "%d,%d,%d,%d,%d,%d,%d,%d", w * .3, h * .35, w * .7, h * .35, w * .7, h * .8, w * .3, h * .8 }')
  for ((m = 0; m < minutes; m++)); do
    minute "$footage/camera-$camera-$(printf %03d "$m").mp4" "$width" "$height" "${kinds[camera]}" $((camera * 1000 + m))
  done
  echo "camera $camera: ${kinds[camera]}, $width × $height, $minutes minutes" >&2
done

for camera in 1 2 3 4 5 6 7 8; do
  "$lab" search "$footage/camera-$camera"-*.mp4 --area "${areas[camera]}" --threads 2 >"$work/found" 2>"$work/err" || { cat "$work/err" >&2; exit 1; }
  tail -1 "$work/err" | jq -c --arg kind "${kinds[camera]}" --argjson camera "$camera" '{camera: $camera, kind: $kind} + .' | tee -a "$work/figures" >&2
done
# What a search replaces: every picture decoded and looked at, a sample of 10 s of both sizes.
for camera in 1 5; do
  ffmpeg -nostdin -v error -y -t 10 -i "$footage/camera-$camera-000.mp4" -c copy "$work/sample.mp4"
  began=$EPOCHREALTIME
  "$lab" analyse "$work/sample.mp4" --mot "$work/tracks.txt" >/dev/null 2>"$work/err" || { cat "$work/err" >&2; exit 1; }
  awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { print b - a }' >>"$work/plain"
done
jq -sc --arg machine "$(lscpu | sed -n 's/^Model name: *//p'), $(nproc) cores" --arg plain "$(awk '{ t += $1 } END { print 20 / t }' "$work/plain")" '
  def times(k): (map(select(k)) | (map(.seconds) | add) / (map(.took_s) | add));
  def processor(k): (map(select(k)) | 3600 * (map(.cpu_s) | add) / (map(.seconds) | add));
  {machine: $machine, seconds: (map(.seconds) | add), times_real_time: times(true), busy: times(.kind == "busy"), sparse: times(.kind == "sparse"),
   processor_s_per_hour: {busy: processor(.kind == "busy"), sparse: processor(.kind == "sparse")},
   decoded_share: {busy: (map(select(.kind == "busy")) | (map(.decoded_seconds) | add) / (map(.seconds) | add)),
                   sparse: (map(select(.kind == "sparse")) | (map(.decoded_seconds) | add) / (map(.seconds) | add))},
   first_moments_s: (map(.first_after_s) | map(select(. != null)) | first), plain_times_real_time: ($plain | tonumber)}' "$work/figures"
