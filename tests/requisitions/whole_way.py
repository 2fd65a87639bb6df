#!/usr/bin/env python3
"""The whole way of a requisition with the real program: enter → what exists → protect → approve → search → keep → package (killed once) →
verify (both verifiers) → close → results gone (byte search), report there. And the ways that must be refused.

    tests/requisitions/whole_way.py --program build/release/src/app/vigie --profiles profiles --verifier tools/verify_package.py
"""

import argparse
import datetime
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True  # the source tree stays as it is
import recordings

options = argparse.ArgumentParser()
for name in ("--program", "--profiles", "--verifier"):
    options.add_argument(name, required=True)
options.add_argument("--cache", default=os.environ.get("VIGIE_CACHE", "cache"))
options.add_argument("--keep", help="copy the package there, to look at it")
options = options.parse_args()
options.cache = os.environ.get("VIGIE_CACHE", options.cache)

folder = tempfile.mkdtemp(prefix="vigie-requisition-")
data = os.path.join(folder, "city")
failures = []


def check(good, what):
    print(("ok   " if good else "FAIL ") + what, file=sys.stderr)
    if not good:
        failures.append(what)


def vigie(*words, status=0):
    done = subprocess.run([options.program, *words], capture_output=True, text=True)
    if done.returncode != status:
        check(False, f"vigie {' '.join(words[:3])} ended with {done.returncode}, not {status}: {done.stderr[-400:]}")
    return done


def act(who, *words, status=0):
    done = vigie("requisition", *words, "--data", data, "--profiles-dir", options.profiles, "--as", who, "--password-file", os.path.join(folder, who), status=status)
    return json.loads(done.stdout) if status == 0 and done.stdout else done.stderr


def refused(code, who, *words):
    said = act(who, *words, status=1)
    check(audit_has(code), f"{who} {' '.join(words[:2])}: refused and audited as {code}")
    return said


def audit_has(code):
    with open(os.path.join(data, "ledger.db"), "rb") as ledger, open(os.path.join(data, "ledger.db-wal"), "rb") if os.path.exists(os.path.join(data, "ledger.db-wal")) else open(os.devnull, "rb") as log:
        return f'"reason":"{code}"'.encode() in ledger.read() + log.read()


def holds(text):
    """Files of the data folder that hold these bytes."""
    found = []
    for top, _, names in os.walk(data):
        for name in names:
            with open(os.path.join(top, name), "rb") as file:
                if text.encode() in file.read():
                    found.append(os.path.join(top, name))
    return found


def both(package, valid):
    ours = vigie("verify", package, status=0 if valid else 1)
    theirs = subprocess.run([sys.executable, options.verifier, package], capture_output=True, text=True)
    one, other = json.loads(ours.stdout), json.loads(theirs.stdout)
    places = [sorted({problem["where"] for problem in result["problems"]}) for result in (one, other)]
    check(one["valid"] == other["valid"] == valid and places[0] == places[1], f"both verifiers say {'valid' if valid else places[0]}")
    check((ours.returncode == 0) == valid and (theirs.returncode == 0) == valid, "and so do their exit statuses")
    return places[0]


if not shutil.which("ffmpeg"):
    print("ffmpeg is absent: skipped")
    sys.exit(77)
footage = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=10:duration=70"]
street = "/usr/share/doc/opencv-doc/examples/data/vtest.avi"
for place in (street, *(os.path.join(options.cache, "footage", name) for name in (os.listdir(os.path.join(options.cache, "footage")) if os.path.isdir(os.path.join(options.cache, "footage")) else []))):
    if os.path.isfile(place) and place.endswith(".avi"):
        footage = ["-i", place]
        break
model = os.path.join(options.cache, "models", "nanodet-g-416")
searchable = footage[0] == "-i" and os.path.isfile(os.path.join(model, "manifest.json"))

# A city with two cameras, and recordings of yesterday: two minutes of camera 1 with a hole of 20 s between them, one minute of camera 2.
clip = os.path.join(folder, "clip.avi")
subprocess.run(["ffmpeg", "-nostdin", "-loglevel", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=10:duration=3", "-c:v", "mpeg4", clip], check=True)
vigie("demo", "--data", data, "--port", "0", "--profiles-dir", options.profiles, "--footage", clip, "--web-dir", folder, "--accounts-file", os.path.join(folder, "accounts.json"), "--exit-when-ready")
with open(os.path.join(folder, "accounts.json")) as file:
    accounts = json.load(file)
for account in accounts.get("accounts", accounts) if isinstance(accounts, dict) else accounts:
    with open(os.path.join(folder, account["login"]), "w") as file:
        file.write(account["password"] + "\n")
shutil.rmtree(os.path.join(data, "recordings"))
os.makedirs(os.path.join(data, "recordings"))
noon = (datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
second = datetime.timedelta(seconds=1)
for camera, start, length, seek in (("camera:1", noon, 40, 0), ("camera:1", noon + 60 * second, 30, 40), ("camera:2", noon, 20, 10)):
    if not recordings.record(os.path.join(data, "recordings"), camera, start, footage, length, seek):
        print("ffmpeg has no libx264: skipped")
        sys.exit(77)
indexed = json.loads(vigie("recordings", "reindex", "--data", data).stdout)
check(indexed["added"] == 3, f"recordings of yesterday are indexed: {indexed}")


def at(offset):
    return (noon + offset * second).isoformat()


paper = {"reference": "PV 2026/117", "article": "77-1-1", "authority": "Procureur de la République", "unit": "Sûreté", "officer": "Cdt Martin", "words": "véhicule blanc",
         "from": at(0), "to": at(90), "cameras": ["camera:1", "camera:2"], "deadline": (noon + datetime.timedelta(days=5)).isoformat(), "until": (noon + datetime.timedelta(days=10)).isoformat()}
with open(os.path.join(folder, "paper.json"), "w") as file:
    json.dump(paper, file)
with open(os.path.join(folder, "scan.pdf"), "wb") as file:
    file.write(b"the signed paper")

act("operator", "enter", os.path.join(folder, "paper.json"), "--document", os.path.join(folder, "scan.pdf"), status=1)
check(audit_has("permission.missing"), "an operator cannot enter a requisition")
entered = act("investigator", "enter", os.path.join(folder, "paper.json"), "--document", os.path.join(folder, "scan.pdf"))
number = entered["number"]
check(entered["state"] == "entered" and entered["document_hash"] == hashlib.sha256(b"the signed paper").hexdigest(), f"entered as {number}")
exists = act("investigator", "what-exists", number)
check([camera["segments"] for camera in exists["cameras"]] == [2, 1] and exists["cameras"][0]["gone_by"], "what exists is said per camera, and until when")
check(any(gap["kind"] == "gap" for gap in exists["cameras"][0]["gaps"]), "and the gap")
check(act("investigator", "protect", number)["segments"] == 3, "protected in one act")
question = ["--area", "10,10,310,10,310,230,10,230"]
refused("requisition.not_approved", "investigator", "search", number, "--camera", "camera:1", *question)
act("investigator", "approve", number, status=1)
check(act("officer", "approve", number)["state"] == "approved", "a second person approves")
check(act("investigator", "list")["requisitions"][0]["footage_gone_by"] is not None, "the queue says when the footage is gone")
check(act("investigator", "protect", number)["held"], "and now it is held")
refused("requisition.other_camera", "investigator", "search", number, "--camera", "camera:3", *question)
refused("requisition.outside_window", "investigator", "search", number, "--camera", "camera:1", "--to", at(4000), *question)
check("requisition.search" in act("officer", "search", number, "--camera", "camera:1", *question, status=1), "the approver does not search")
act("investigator", "search", number, "--camera", "camera:1", "--colour", "white", status=2)

note = "marker-" + os.urandom(8).hex()
found = []
if searchable:
    summary = act("investigator", "search", number, "--camera", "camera:1", "--area", "100,100,700,100,700,550,100,550", "--model", model)
    check(summary["findings"] > 0 and any(fault["kind"] == "gap" for fault in summary["faults"]), f"the search found {summary['findings']} moments and says the gap")
    found = act("investigator", "findings", number)["findings"]
    check(holds(found[0]["id"]) != [], "findings lie in the data folder while the requisition is open")
    kept = act("investigator", "keep", number, "--finding", ",".join(one["id"] for one in found[:2]), "--note", note, "--clock-error", "1.2")
    check(len(kept["kept"]) == 2, "two of them are kept")
moments = [{"camera": "camera:1", "from": at(30), "to": at(70), "note": note, "clock_error_s": -0.8}, {"camera": "camera:1", "from": at(5), "to": at(9)}, {"camera": "camera:2", "from": at(2), "to": at(12)}]
with open(os.path.join(folder, "moments.json"), "w") as file:
    json.dump(moments, file)
check(len(act("investigator", "keep", number, "--moments", os.path.join(folder, "moments.json"))["kept"]) == 3, "three moments are kept")

# Killed in the middle, several times at other places: whole or not there.
medium = os.path.join(folder, "medium")
os.makedirs(medium)
package = os.path.join(medium, "answer")
words = [options.program, "requisition", "package", number, "--data", data, "--profiles-dir", options.profiles, "--as", "investigator", "--password-file", os.path.join(folder, "investigator"),
         "--to", package, "--medium", "USB 0042"]
for wait in (0.3, 1, 2):
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(wait)
    process.send_signal(signal.SIGKILL)
    process.wait()
    if os.path.exists(package):
        both(package, True)
        shutil.rmtree(package)
    else:
        check(True, f"killed after {wait} s: no package")
made = act("investigator", "package", number, "--to", package, "--medium", "USB 0042")
check(os.listdir(medium) == ["answer"], "the package alone lies on the medium")
check(any("no picture was recorded" in fault for fault in made["faults"]), "the gap is said")
both(package, True)
with open(os.path.join(package, "slip.pdf"), "rb") as file:
    slip = file.read()
check(slip.startswith(b"%PDF") and b"USB 0042" in slip and b"-0.800 s" in slip, "the slip names medium and clock error")
readable = subprocess.run(["ffprobe", "-v", "error", "-count_frames", "-show_entries", "stream=codec_name,nb_read_frames,codec_type", "-of", "json", os.path.join(package, "readable", "2.mp4")],
                          capture_output=True, text=True)
streams = json.loads(readable.stdout)["streams"]
check(len(streams) == 1 and streams[0]["codec_name"] == "h264" and streams[0]["nb_read_frames"] == "40", f"the copy plays: {streams}")
target = os.path.join(package, "original", "3", os.listdir(os.path.join(package, "original", "3"))[0])
with open(target, "r+b") as file:
    file.seek(5000)
    byte = file.read(1)
    file.seek(5000)
    file.write(bytes([byte[0] ^ 1]))
check(os.path.relpath(target, package) in both(package, False), "a flipped byte is found where it is")
with open(target, "r+b") as file:
    file.seek(5000)
    file.write(byte)
both(package, True)

# A time-stamp authority of OpenSSL, reached by a program of the city's own.
with open(os.path.join(folder, "tsa.cnf"), "w") as file:
    file.write("[one]\nserial=./serial\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\ness_cert_id_chain=no\n[ext]\nextendedKeyUsage=critical,timeStamping\n"
               "[req]\ndistinguished_name=dn\n[dn]\n")
with open(os.path.join(folder, "serial"), "w") as file:
    file.write("01\n")
ask = os.path.join(folder, "ask")
with open(ask, "w") as file:
    file.write(f"#!/bin/sh\ncd {folder} && cat > q.tsq && openssl ts -reply -config tsa.cnf -section one -queryfile q.tsq -signer tsa.crt -inkey tsa.key 2>/dev/null\n")
os.chmod(ask, 0o700)
for command in ("req -x509 -newkey ed25519 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=Test-Root", "req -newkey rsa:2048 -nodes -keyout tsa.key -out tsa.csr -subj /CN=Test-TSA -config tsa.cnf",
                "x509 -req -in tsa.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out tsa.crt -extfile tsa.cnf -extensions ext"):
    subprocess.run(["openssl", *command.split()], cwd=folder, capture_output=True, check=True)
stamped = os.path.join(medium, "stamped")
act("investigator", "package", number, "--to", stamped, "--medium", "USB 0043", "--timestamp-command", ask, "--timestamp-ca", os.path.join(folder, "ca.pem"))
both(stamped, True)
check(subprocess.run(["openssl", "ts", "-verify", "-data", "seal.sig", "-in", "seal.tsr", "-CAfile", "tsa.pem"], cwd=stamped, capture_output=True).returncode == 0, "openssl by hand takes the stamp")
check(subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "key.pem", "-rawin", "-in", "seal.txt", "-sigfile", "seal.sig"], cwd=stamped, capture_output=True).returncode == 0, "and the seal")
check(subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=stamped, capture_output=True).returncode == 0, "and the sums")
act("investigator", "package", number, "--to", os.path.join(medium, "away"), "--medium", "x", "--timestamp-command", "/bin/false", "--timestamp-ca", os.path.join(folder, "ca.pem"), status=1)
check(sorted(os.listdir(medium)) == ["answer", "stamped"], "an authority that is away gives no package, and nothing is left of it")

check(holds(note) != [], "the note lies in the data folder before the closing")
report = act("investigator", "close", number, "--reason", "remis")
check(report["state"] == "closed" and report["erased"]["files"] > 0, f"closed: {report['erased']}")
check(holds(note) == [] and all(holds(one["id"]) == [] for one in found), "byte search: no finding and no note is left in the data folder")
refused("requisition.closed", "investigator", "findings", number)
refused("requisition.closed", "investigator", "package", number, "--to", os.path.join(medium, "late"), "--medium", "x")
report = act("auditor", "show", number)
check([made["medium"] for made in report["packages_made"]][-2:] == ["USB 0042", "USB 0043"] and len(report["packages_made"][-1]["moments"]) == 3, "the report stays: what was delivered")
check(not searchable or report["searches_done"][0]["by_name"] == "Investigator", "and who searched what")
check(json.loads(vigie("audit", "verify", "--data", data).stdout)["ok"], "the audit chain is whole")
register = json.loads(vigie("register", "export", "--data", data).stdout)
check("PV 2026/117" not in json.dumps(register), "the public register does not tell of it")
both(package, True)

if options.keep:
    shutil.copytree(stamped, options.keep)
shutil.rmtree(folder, ignore_errors=True)
print(json.dumps({"ok": not failures, "failures": failures, "searched": searchable}))
sys.exit(1 if failures else 0)
