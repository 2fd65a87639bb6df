#!/usr/bin/env python3
"""The real program with its live channels, a real broker, and things that must not get in.

    tests/channels/channels.py --program build/release/src/app/vigie

1. Names, plates, phone numbers and e-mail addresses are planted in every channel: pushes (kept members, members that nobody named, keys, headers' neighbours,
   broken bodies), presses, MQTT messages and topics, and documents given to `vigie import`. None may be found by a search of every byte of the data folder,
   the logs and a backup.
2. The server is killed (SIGKILL) while it is pushed to; every fact that it had answered with 200 is there after the next start, once.
Prints one JSON object; exit status 0 only when nothing leaked and nothing was lost; 77 where mosquitto is not installed.
"""

import argparse
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

TOKEN = "0123456789abcdef-token"
PLANTED = ["Jeanne Dupont", "06 12 34 56 78", "AB-123-CD", "jeanne.dupont@example.org"]
DOCUMENTS = {
    "agenda": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:2026060{d}T100000Z\r\nSUMMARY:{0}\r\nDESCRIPTION:{0}\r\nATTENDEE;CN=\"{0}\":mailto:{0}\r\n"
              "CATEGORIES:{0}\r\nLOCATION:{0}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    "public-alerts": "<alert><identifier>a{n}</identifier><sender>{0}</sender><sent>2026-06-01T12:00:00+02:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>"
                     "<info><category>Met</category><event>{0}</event><urgency>Past</urgency><severity>Minor</severity><certainty>Likely</certainty><contact>{0}</contact></info></alert>",
    "road-works": "<payload xmlns:xsi=\"x\" xsi:type=\"SituationPublication\"><situation id=\"S{n}\"><situationRecord xsi:type=\"MaintenanceWorks\" id=\"R\"><source><sourceName>{0}</sourceName></source>"
                  "<validity><validityStatus>{0}</validityStatus><validityTimeSpecification><overallStartTime>2026-06-01T06:00:00Z</overallStartTime></validityTimeSpecification></validity>"
                  "<locationReference><pointCoordinates><latitude>43.73</latitude><longitude>7.42</longitude></pointCoordinates></locationReference></situationRecord></situation></payload>",
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class City:
    def __init__(self, options, folder):
        self.folder, self.port, self.broker_port = folder, free_port(), free_port()
        self.data, self.log = os.path.join(folder, "data"), open(os.path.join(folder, "log"), "ab")
        self.words = [options.program, "demo", "--port", str(self.port), "--data", self.data, "--profiles-dir", options.profiles, "--web-dir", "",
                      "--accounts-file", os.path.join(folder, "accounts.json"), "--channels", self.channels(options.profiles)]
        self.process = self.broker = None

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        return path

    def channels(self, profiles):
        self.write("token", TOKEN + "\n")
        shutil.copy(os.path.join(profiles, "channels", "parking.toml"), self.folder)
        return self.write("channels.toml", f"""
version = 1
[[channel]]
name = "parking"
takes = "records"
mapping = "parking.toml"
token_file = "token"
[[channel]]
name = "panic"
takes = "presses"
token_file = "token"
[[mqtt]]
name = "city"
host = "127.0.0.1"
port = {self.broker_port}
client_id = "vigie-test"
[[mqtt.topic]]
filter = "parking/+/event"
channel = "parking"
[[mqtt.topic]]
filter = "parking/+/alive"
channel = "parking"
device_level = 2
alive = "1"
dead = "0"
[[mqtt.topic]]
filter = "buttons/+/press"
channel = "panic"
device_level = 2
""")

    def start_broker(self):
        os.makedirs(os.path.join(self.folder, "broker"), exist_ok=True)
        conf = self.write("mosquitto.conf", f"listener {self.broker_port} 127.0.0.1\nallow_anonymous true\nuser root\npersistence false\nmax_inflight_messages 0\nlog_dest none\n")
        self.broker = subprocess.Popen(["/usr/sbin/mosquitto", "-c", conf], stdin=subprocess.DEVNULL)

    def start(self):
        self.process = subprocess.Popen(self.words, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL, env=dict(os.environ, VIGIE_LOG="debug"))
        for _ in range(1200):
            if self.process.poll() is not None:
                sys.exit(f"channels: the server ended with {self.process.returncode}; see {self.log.name}")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        sys.exit("channels: the server is never ready")

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(timeout=120)

    def push(self, body, path="/api/v1/records/parking", kind="application/json", headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("POST", path, body.encode(), {"Authorization": "Bearer " + TOKEN, "Content-Type": kind, **(headers or {})})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def publish(self, topic, payload):
        subprocess.run(["mosquitto_pub", "-p", str(self.broker_port), "-q", "1", "-t", topic, "-m", payload], check=True, timeout=30)


def event(key, **more):
    return {"id": key, "at": "2026-06-01T10:00:00+02:00", "lat": 43.73, "lon": 7.42, "state": "free", **more}


def plant(city):
    """Returns how many messages were sent; every one holds something planted."""
    sent = 0
    for number, secret in enumerate(PLANTED):
        bodies = [json.dumps(event(f"p{number}", state=f"free {secret}", note=secret, **{secret: 1})), json.dumps(event(secret)), json.dumps([event(f"q{number}"), {"id": secret}]),
                  json.dumps({"name": secret}), '{"id": "' + secret, secret, json.dumps(event(f"r{number}", at=secret)), json.dumps(event(f"s{number}", lat=secret))]
        for body in bodies:
            city.push(body)
            city.push(body, kind="application/x-ndjson")
            sent += 2
        city.push(json.dumps(event(f"t{number}")), headers={"X-Name": secret, "User-Agent": secret})
        city.push(json.dumps(event(f"u{number}")), path="/api/v1/records/" + secret.replace(" ", "%20"))
        city.push(json.dumps({"device": secret, "id": secret, "by": secret}), path="/api/v1/presses/panic")
        city.push(json.dumps({"device": "gate", "id": number, "by": secret, "at": secret}), path="/api/v1/presses/panic")
        city.publish(f"parking/{secret}/event", json.dumps(event(f"v{number}", note=secret)))
        city.publish("parking/1/event", secret)
        city.publish(f"parking/{secret}/alive", "0")
        city.publish("parking/2/alive", secret)
        city.publish(f"buttons/{secret}/press", json.dumps({"id": secret}))
        sent += 9
    time.sleep(1)
    return sent


def plant_documents(city, options):
    sent = 0
    for mapping, template in DOCUMENTS.items():
        for number, secret in enumerate(PLANTED):
            path = city.write(f"document-{number}", template.format(secret, n=number, d=number + 1))
            with open(city.log.name, "ab") as log:
                subprocess.run([options.program, "import", path, "--mapping", os.path.join(options.profiles, "mappings", mapping + ".toml"), "--data", city.data,
                                "--profiles-dir", options.profiles], stdout=log, stderr=log, check=False, timeout=120)
            os.remove(path)
            sent += 1
    return sent


def leaks(folders):
    found = []
    for folder in folders:
        for root, _, names in os.walk(folder) if os.path.isdir(folder) else [(os.path.dirname(folder), [], [os.path.basename(folder)])]:
            for name in names:
                path = os.path.join(root, name)
                if not os.path.isfile(path):
                    continue
                with open(path, "rb") as file:
                    content = file.read()
                found += [f"{path}: {secret}" for secret in PLANTED if secret.encode() in content]
    return found


def push_until_killed(city):
    """Several senders; the server is killed under them. The keys that were answered with 200."""
    answered, ended, lock = set(), threading.Event(), threading.Lock()

    def sender(number):
        count = 0
        while not ended.is_set():
            keys = [f"k{number}-{count}-{i}" for i in range(5)]
            count += 1
            try:
                status, _ = city.push(json.dumps([event(key) for key in keys]))
            except (OSError, http.client.HTTPException):
                return
            if status == 200:
                with lock:
                    answered.update(keys)

    senders = [threading.Thread(target=sender, args=(number,)) for number in range(4)]
    for one in senders:
        one.start()
    time.sleep(3)
    city.stop(signal.SIGKILL)
    ended.set()
    for one in senders:
        one.join()
    return answered


def stored_keys(city):
    with sqlite3.connect(os.path.join(city.data, "series.db")) as database:
        return [row[0] for row in database.execute("SELECT r.source_key FROM records r JOIN batches b ON b.number=r.batch WHERE b.published=1")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--program", required=True)
    parser.add_argument("--profiles", default=os.path.join(here, "../../profiles"))
    options = parser.parse_args()
    if not os.path.exists("/usr/sbin/mosquitto") or not shutil.which("mosquitto_pub"):
        print("skipped: mosquitto and mosquitto-clients are not installed (tools/packages.txt)")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as folder:
        city = City(options, folder)
        city.start_broker()
        try:
            city.start()
            time.sleep(1)  # the link is connected
            planted = plant(city)
            answered = push_until_killed(city)
            city.start()
            city.stop()
            planted += plant_documents(city, options)
            backup = os.path.join(folder, "backup")
            subprocess.run([options.program, "backup", backup, "--data", city.data], check=True, stdout=city.log, stderr=city.log)
        finally:
            city.broker.terminate()
            city.broker.wait()
            if city.process.poll() is None:
                city.stop(signal.SIGKILL)
        city.log.flush()
        keys = stored_keys(city)
        lost, doubled = answered - set(keys), len(keys) - len(set(keys))
        incidents = sqlite3.connect(os.path.join(city.data, "ledger.db")).execute("SELECT count(*) FROM facts WHERE schema='incident.opened' AND source='panel:panic'").fetchone()[0]
        found = leaks([city.data, backup, city.log.name])
        print(json.dumps({"planted": planted, "leaks": found, "answered": len(answered), "lost": len(lost), "doubled": doubled, "stored": len(keys), "incidents_of_buttons": incidents}))
        sys.exit(0 if not found and not lost and not doubled and answered and incidents > 0 else 1)


main()
