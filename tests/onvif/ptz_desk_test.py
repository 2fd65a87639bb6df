#!/usr/bin/env python3
"""The whole program against the camera of device.py: a head is configured, moved, lied about and lost; 245 cameras are imported.

Prints one JSON object with what was timed: from a POST's first byte to the ONVIF command at the camera (docs/onvif.md). VIGIE_PTZ_COMMANDS
says how many commands (default 50)."""
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid

SOURCE = pathlib.Path(os.environ.get("VIGIE_SOURCE", pathlib.Path(__file__).resolve().parents[2]))
BINARY = os.environ.get("VIGIE_BINARY", str(SOURCE / "build/release/src/app/vigie"))
WSDL = pathlib.Path(os.environ.get("ONVIF_WSDL", str(pathlib.Path(os.environ.get("VIGIE_CACHE", str(SOURCE / "cache"))) / "onvif-wsdl")))
COMMANDS = int(os.environ.get("VIGIE_PTZ_COMMANDS", "50"))


class Camera:
    def __init__(self, *options):
        self.process = subprocess.Popen([sys.executable, str(pathlib.Path(__file__).with_name("device.py")), "--wsdl", str(WSDL), *options],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        said = json.loads(self.process.stdout.readline())
        self.port, self.discovery_port = said["port"], said["discovery_port"]
        self.address = f"http://127.0.0.1:{self.port}"

    def get(self, path):
        return json.load(urllib.request.urlopen(self.address + path, timeout=10))

    def mode(self, **mode):
        urllib.request.urlopen(self.address + "/mode", json.dumps(mode).encode(), timeout=10)

    def told(self, action, after):
        return [one for one in self.get("/log") if one["action"] == action and one["at"] >= after]

    def stop(self):
        self.process.kill()
        self.process.wait()


class Person:
    def __init__(self, url, account):
        self.url, self.csrf, self.cookie = url + "/api/v1", "", ""
        self.csrf = self.post("/session", {"login": account["login"], "password": account["password"]})[1]["csrf"]

    def ask(self, method, path, body=None):
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4()), "X-Vigie-CSRF": self.csrf, "Cookie": self.cookie}
        data = None if body is None else json.dumps(body).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers, method=method), timeout=30) as answer:
                cookie = answer.headers.get("Set-Cookie")
                if cookie:
                    self.cookie = cookie.split(";")[0]
                text = answer.read()
                return answer.status, json.loads(text) if text else None
        except urllib.error.HTTPError as refused:
            return refused.code, json.loads(refused.read())

    def get(self, path):
        return self.ask("GET", path)[1]

    def post(self, path, body):
        return self.ask("POST", path, body)


def expect(what, wanted, got):
    if wanted != got:
        raise AssertionError(f"{what}: expected {wanted!r}, got {got!r}")


def until(what, look, limit_s=15.0):
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"{what}: not within {limit_s} s")


class Program:
    def __init__(self, folder):
        accounts = folder / "accounts.json"
        self.log = open(folder / "log", "w+")
        self.process = subprocess.Popen([BINARY, "demo", "--port", "0", "--data", str(folder / "data"), "--profiles-dir", str(SOURCE / "profiles"),
                                         "--web-dir", str(folder), "--accounts-file", str(accounts)], stdout=self.log, stderr=self.log)
        self.url = until("the program is ready", self.ready_at, 60)
        self.accounts = {one["login"]: one for one in json.loads(accounts.read_text())}

    def ready_at(self):
        found = re.search(r"ready at (http://localhost:\d+)", pathlib.Path(self.log.name).read_text())
        if self.process.poll() is not None:
            raise AssertionError("the program ended:\n" + pathlib.Path(self.log.name).read_text())
        return found and found.group(1)

    def person(self, login):
        return Person(self.url, self.accounts[login])

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def one_head(technician, camera):
    status, added = technician.post("/test-sources", {"kind": "rtsp", "name": "Dome", "url": "rtsp://127.0.0.1:9/none", "declaration": True})
    expect("a test camera is added", 201, status)
    source = added["camera"]["id"]
    status, head = technician.ask("PUT", f"/cameras/{source}/head", {"address": camera.address, "credentials": "op:pa:ss", "reason": "a dome"})
    expect("its head is configured", 200, status)
    assert "pa:ss" not in json.dumps(head)
    return f"/cameras/{source}/ptz"


def timed_moves(operator, ptz, camera):
    """POST → the command at the camera, in milliseconds; each command is waited for, so that none overtakes another."""
    waits = []
    for number in range(COMMANDS):
        began = time.monotonic()
        status, _ = operator.post(ptz, {"act": "move", "pan": 0.001 * (number + 1), "tilt": 0, "zoom": 0})
        expect("a move is taken", 200, status)
        there = until("the command at the camera", lambda: camera.told("ContinuousMove", began))
        waits.append((there[0]["at"] - began) * 1000)
        time.sleep(0.03)
    operator.post(ptz, {"act": "stop"})
    waits.sort()
    return {"commands": COMMANDS, "median_ms": round(statistics.median(waits), 2), "p95_ms": round(waits[int(0.95 * (len(waits) - 1))], 2),
            "least_ms": round(waits[0], 2), "most_ms": round(waits[-1], 2)}


def import_of_245(technician):
    lines = ["number;name;lat;lon;heading;url;sub_url;secret;groupe"]
    lines += [f"{n};Rue n° {n};43,{2900 + n};5,37;{n % 360};rtsp://10.1.{n // 200}.{n % 200 + 1}/main;rtsp://10.1.{n // 200}.{n % 200 + 1}/sub;city;Nord" for n in range(100, 345)]
    lines += ["12;;95;5;;http://x;;admin:12345;"]
    csv = "\r\n".join(lines)
    before = len(technician.get("/cameras")["cameras"])
    _, tried = technician.post("/cameras/import", {"csv": csv, "dry_run": True})
    expect("a dry run stores nothing", before, len(technician.get("/cameras")["cameras"]))
    began = time.monotonic()
    status, report = technician.post("/cameras/import", {"csv": csv})
    took = time.monotonic() - began
    expect("the import is taken", 200, status)
    for one in (tried, report):
        expect("added", 245, one["added"])
        expect("refused", 1, one["refused"])
        expect("what is wrong", ["name", "lat", "secret", "url"], [error["field"] for error in one["errors"]])
        expect("columns without a meaning", ["groupe"], one["ignored_columns"])
    assert "12345" not in json.dumps(report)
    _, again = technician.post("/cameras/import", {"csv": csv})
    expect("the same again", (0, 0, 245), (again["added"], again["changed"], again["unchanged"]))
    imported = [one for one in technician.get("/cameras")["cameras"] if 100 <= one["number"] < 345]
    expect("all are there", 245, len(imported))
    expect("none is live before a person looked", set(), {one["number"] for one in imported if one["review"] != "none" or one["permits"]["view"]["allowed"]})
    return round(took, 2)


def lies(operator, ptz, camera):
    camera.mode(lie=True)
    operator.post(ptz, {"act": "preset", "preset": "2"})
    form = until("the lie is told", lambda: (lambda form: form["trouble"] and form)(operator.get(ptz)))
    expect("one sentence", "ptz.position_lies", form["trouble"]["code"])
    expect("and no view", None, form["view"])
    camera.mode(lie=False)


def command_line(camera):
    secret = tempfile.NamedTemporaryFile("w", suffix=".secret")
    secret.write("op:pa:ss\n")
    secret.flush()
    run = lambda *words: json.loads(subprocess.run([BINARY, "cameras", *words], check=True, capture_output=True, text=True).stdout)
    said = run("probe", camera.address, "--secret-file", secret.name, "--events", "2")
    expect("main stream", "rtsp://127.0.0.1:8554/main?a=1&b=2", said["url"])
    expect("sub stream", "rtsp://127.0.0.1:8554/sub?a=1&b=2", said["sub_url"])
    expect("events", {"VideoSource/MotionAlarm": 1}, said["events"])
    expect("a face is dropped", 1, said["events_dropped"])
    found = run("discover", "--wait", "1", "--probe", f"127.0.0.1:{camera.discovery_port}")["found"]
    expect("found", [camera.address + "/onvif/device_service"], [one["address"] for one in found])
    wrong = subprocess.run([BINARY, "cameras", "probe", camera.address], capture_output=True, text=True)
    expect("exit status", 1, wrong.returncode)
    expect("one sentence", 1, len([line for line in wrong.stderr.splitlines() if "refuses user and password" in line]))


def main():
    if not WSDL.exists():
        print(f"onvif tests skipped: there is no {WSDL}; run tools/fetch_onvif_wsdl")
        return
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vigie-ptz-"))
    camera = Camera("--user", "op", "--password", "pa:ss", "--clock-ahead", "-3600", "--warm")
    program = None
    try:
        program = Program(folder)
        technician, operator, second, officer = (program.person(login) for login in ("technician", "operator", "operator2", "officer"))
        ptz = one_head(technician, camera)
        until("presets are known", lambda: len(operator.get(ptz)["presets"]) == 2)
        until("it was sent home first", lambda: operator.get(ptz)["view"] == "")

        figures = timed_moves(operator, ptz, camera)
        expect("held", (409, "ptz.held"), (lambda status, body: (status, body["code"]))(*second.post(ptz, {"act": "stop"})))
        operator.post(ptz, {"act": "preset", "preset": "1"})
        until("it stands at its preset", lambda: operator.get(ptz)["view"] == "1")
        lies(operator, ptz, camera)
        expect("the officer takes it over", 200, officer.post(ptz, {"act": "preset", "preset": "1"})[0])
        expect("and the operator waits", 409, operator.post(ptz, {"act": "stop"})[0])
        now = time.monotonic()
        officer.post(ptz, {"act": "release"})
        until("released, it goes home", lambda: camera.told("GotoHomePosition", now))
        until("and says so", lambda: operator.get(ptz)["view"] == "")
        command_line(camera)
        expect("what ONVIF's schemas say of all this", [], camera.get("/violations"))

        figures["import_245_s"] = import_of_245(technician)
        camera.stop()
        operator.post(ptz, {"act": "move", "pan": 0.5})
        form = until("a camera that is gone is said so", lambda: (lambda form: form["trouble"] and form)(operator.get(ptz)))
        expect("in one sentence", "camera.unreachable", form["trouble"]["code"])
        print(json.dumps(figures))
    finally:
        camera.stop()
        if program:
            program.stop()
        shutil.rmtree(folder, ignore_errors=True)


main()
