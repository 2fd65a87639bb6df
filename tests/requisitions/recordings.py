"""Recordings as `vigie worker` writes them, made from any clip at any time of the past: for tests that need yesterday."""

import datetime
import json
import os
import struct
import subprocess

LABEL = bytes.fromhex("5b1e8c0a934d4f6ea721d03c6b8812f4")  # src/video/segment_file.cpp


def boxes(data):
    at = 0
    while at + 8 <= len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        yield kind, data[at:at + size]
        at += size


def moved(moof, ticks):
    """The fragment with its decode time (tfdt, version 1) so much later."""
    at = moof.index(b"tfdt") + 8
    return moof[:at] + struct.pack(">Q", struct.unpack_from(">Q", moof, at)[0] + ticks) + moof[at + 8:]


def record(root, camera, start, clip, seconds, seek=0):
    """One segment of `camera` from `start` (aware datetime); false where ffmpeg refuses. Then: vigie recordings reindex."""
    utc = start.astimezone(datetime.timezone.utc)
    folder = os.path.join(root, camera.replace(":", "-"), utc.strftime("%Y-%m-%d"))
    os.makedirs(folder, exist_ok=True)
    part = os.path.join(folder, "part.mp4")
    words = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-ss", str(seek), *clip, "-t", str(seconds), "-an", "-vf", "fps=10", "-c:v", "libx264", "-preset", "veryfast", "-bf", "0",
             "-g", "20", "-keyint_min", "20", "-sc_threshold", "0", "-pix_fmt", "yuv420p", "-video_track_timescale", "90000", "-use_editlist", "0",
             "-movflags", "frag_every_frame+empty_moov+default_base_moof+skip_sidx+skip_trailer", part]
    if subprocess.run(words).returncode != 0:
        return False
    with open(part, "rb") as file:
        data = file.read()
    os.remove(part)
    label = LABEL + json.dumps({"camera": camera, "exercise": True, "mask_version": "test-1", "stream": "main"}, separators=(",", ":")).encode()
    ticks = int(utc.timestamp() * 90000)
    out, head = [], []
    for kind, box in boxes(data):
        if kind in (b"ftyp", b"moov"):
            head.append(box)
        elif kind == b"moof":
            out.append(moved(box, ticks))
        elif kind == b"mdat":
            out.append(box)
    head.append(struct.pack(">I4s", 8 + len(label), b"uuid") + label)
    with open(os.path.join(folder, utc.strftime("%H-%M-%SZ-main.mp4")), "wb") as file:
        file.write(b"".join(head + out))
    return True
