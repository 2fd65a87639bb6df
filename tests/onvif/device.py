#!/usr/bin/env python3
"""An ONVIF camera for tests on this machine alone (loopback). See README.md. Prints {"port", "discovery_port"} when it listens.

  GET  /log          what it was told: [{"at" (monotonic seconds), "action", ...}]
  GET  /violations   requests and answers that are not what ONVIF's schemas say
  POST /mode         {"lie", "slow_s", "hostile", "deaf"}: how it behaves from now on
"""
import argparse
import base64
import datetime
import hashlib
import http.server
import json
import os
import pathlib
import queue
import re
import socket
import socketserver
import struct
import sys
import threading
import time
import xml.etree.ElementTree as etree

from schemas import Schemas

NS = {
    "s": "http://www.w3.org/2003/05/soap-envelope", "tt": "http://www.onvif.org/ver10/schema",
    "tds": "http://www.onvif.org/ver10/device/wsdl", "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tr2": "http://www.onvif.org/ver20/media/wsdl", "tptz": "http://www.onvif.org/ver20/ptz/wsdl",
    "tev": "http://www.onvif.org/ver10/events/wsdl", "wsnt": "http://docs.oasis-open.org/wsn/b-2",
    "wsa": "http://www.w3.org/2005/08/addressing", "tns1": "http://www.onvif.org/ver10/topics",
    "wsse": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd",
    "wsu": "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd",
    "ter": "http://www.onvif.org/ver10/error", "fc": "http://www.onvif.org/ver20/analytics/humanface",
}
SPACE = "http://www.onvif.org/ver10/tptz/PanTiltSpaces/PositionGenericSpace"
ZOOM_SPACE = "http://www.onvif.org/ver10/tptz/ZoomSpaces/PositionGenericSpace"
PRESETS = {"1": ("Entrance", (0.25, -0.5, 0.1)), "2": ("Car park", (-0.6, 0.2, 0.8))}
HOME = (0.0, 0.0, 0.0)
WAY_S = 0.6  # to a preset
FULL_SPEED = 0.5  # of the space a second
PUBLIC = {"GetSystemDateAndTime"}
# What Profile M tells of people, and what is meant for a desk: the client has to drop the former.
FACE = """<wsnt:NotificationMessage><wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">tns1:RuleEngine/Recognition/Face</wsnt:Topic>
<wsnt:Message><tt:Message UtcTime="{now}" PropertyOperation="Changed"><tt:Source><tt:SimpleItem Name="VideoSource" Value="vs1"/></tt:Source>
<tt:Data><tt:SimpleItem Name="Likelihood" Value="0.98"/><tt:ElementItem Name="Face"><fc:HumanFace><fc:Gender>Female</fc:Gender></fc:HumanFace></tt:ElementItem></tt:Data>
</tt:Message></wsnt:Message></wsnt:NotificationMessage>"""
MOTION = """<wsnt:NotificationMessage><wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">tns1:VideoSource/MotionAlarm</wsnt:Topic>
<wsnt:Message><tt:Message UtcTime="{now}" PropertyOperation="Changed"><tt:Source><tt:SimpleItem Name="Source" Value="vs1"/></tt:Source>
<tt:Data><tt:SimpleItem Name="State" Value="true"/></tt:Data></tt:Message></wsnt:Message></wsnt:NotificationMessage>"""


def tag(prefix, name):
    return "{%s}%s" % (NS[prefix], name)


def seconds(duration):
    found = re.fullmatch(r"PT(?:(\d+)M)?(?:([\d.]+)S)?", duration or "")
    return int(found.group(1) or 0) * 60 + float(found.group(2) or 0) if found else 10.0


class Head:
    """Where it stands, over monotonic time."""

    def __init__(self):
        self.lock = threading.Lock()
        self.place, self.since, self.speed, self.until = HOME, time.monotonic(), (0, 0, 0), 0
        self.target, self.arrives = None, 0

    def _settle(self):
        now = time.monotonic()
        if self.target is not None:
            if now >= self.arrives:
                self.place, self.target = self.target, None
        elif any(self.speed):
            moved = max(0.0, min(now, self.until) - self.since)
            low = (-1, -1, 0)
            self.place = tuple(min(1, max(low[i], p + v * FULL_SPEED * moved)) for i, (p, v) in enumerate(zip(self.place, self.speed)))
            if now >= self.until:
                self.speed = (0, 0, 0)
        self.since = now

    def move(self, speed, longest_s):
        with self.lock:
            self._settle()
            self.target, self.speed, self.until = None, speed, time.monotonic() + longest_s

    def go(self, place):
        with self.lock:
            self._settle()
            self.speed, self.target, self.arrives = (0, 0, 0), place, time.monotonic() + WAY_S

    def stop(self):
        with self.lock:
            self._settle()
            self.speed, self.target = (0, 0, 0), None

    def status(self):
        with self.lock:
            self._settle()
            return self.place, self.target is not None or any(self.speed)


class Device:
    def __init__(self, options):
        self.options = options
        self.schemas = Schemas(options.wsdl)
        self.head = Head()
        self.lock = threading.Lock()
        self.log, self.violations, self.unchecked = [], [], queue.Queue()
        self.mode = {"lie": False, "slow_s": 0.0, "hostile": "", "deaf": False}
        self.subscriptions = {}
        self.nonces = set()
        self.port = 0

    def warm(self):
        """All schemas are read before the first request: where commands are timed nothing else runs beside them."""
        for prefix in ("tds", "trt", "tr2", "tptz", "tev", "wsnt"):
            self.schemas.problems(etree.Element(tag(prefix, "Nothing")))

    def url(self, path):
        return f"http://{self.options.calls_itself or '127.0.0.1'}:{self.port}{path}"

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=self.options.clock_ahead)

    def note(self, at, action, **more):
        with self.lock:
            self.log.append({"at": at, "action": action, **more})

    def check(self, what, element):
        """Later, on a thread of its own: reading a schema takes a second, and a request is not to wait for it."""
        self.unchecked.put((what, element))

    def check_all(self):
        while True:
            what, element = self.unchecked.get()
            for problem in self.schemas.problems(element):
                with self.lock:
                    self.violations.append(f"{what}: {problem}")
            self.unchecked.task_done()

    # ---- who asks

    def token_good(self, envelope):
        token = envelope.find("s:Header/wsse:Security/wsse:UsernameToken", NS)
        if token is None:
            return False
        nonce = base64.b64decode(token.findtext("wsse:Nonce", "", NS))
        created = token.findtext("wsu:Created", "", NS)
        wanted = base64.b64encode(hashlib.sha1(nonce + created.encode() + self.options.password.encode()).digest()).decode()
        age = abs((self.now() - datetime.datetime.fromisoformat(created.replace("Z", "+00:00"))).total_seconds())
        fresh = nonce not in self.nonces and age < 5
        self.nonces.add(nonce)
        return fresh and token.findtext("wsse:Username", "", NS) == self.options.user and token.findtext("wsse:Password", "", NS) == wanted

    # ---- what it is asked

    def answer(self, action, request, path):
        found = getattr(self, "on_" + action, None)
        if found is None or (action == "GetServices" and self.options.old):
            return None
        return found(request, path)

    def on_GetSystemDateAndTime(self, request, path):
        now = self.now()
        return f"""<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType><tt:DaylightSavings>false</tt:DaylightSavings>
          <tt:UTCDateTime><tt:Time><tt:Hour>{now.hour}</tt:Hour><tt:Minute>{now.minute}</tt:Minute><tt:Second>{now.second}</tt:Second></tt:Time>
          <tt:Date><tt:Year>{now.year}</tt:Year><tt:Month>{now.month}</tt:Month><tt:Day>{now.day}</tt:Day></tt:Date></tt:UTCDateTime>
          </tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"""

    def on_GetServices(self, request, path):
        services = [("tds", "/onvif/device_service"), ("tr2", "/onvif/media2"), ("tptz", "/onvif/ptz"), ("tev", "/onvif/events")]
        return "<tds:GetServicesResponse>" + "".join(
            f"<tds:Service><tds:Namespace>{NS[prefix]}</tds:Namespace><tds:XAddr>{self.url(where)}</tds:XAddr><tds:Version><tt:Major>2</tt:Major><tt:Minor>60</tt:Minor></tds:Version></tds:Service>"
            for prefix, where in services) + "</tds:GetServicesResponse>"

    def on_GetCapabilities(self, request, path):
        return f"""<tds:GetCapabilitiesResponse><tds:Capabilities>
          <tt:Events><tt:XAddr>{self.url('/onvif/events')}</tt:XAddr><tt:WSSubscriptionPolicySupport>false</tt:WSSubscriptionPolicySupport>
          <tt:WSPullPointSupport>true</tt:WSPullPointSupport><tt:WSPausableSubscriptionManagerInterfaceSupport>false</tt:WSPausableSubscriptionManagerInterfaceSupport></tt:Events>
          <tt:Media><tt:XAddr>{self.url('/onvif/media')}</tt:XAddr><tt:StreamingCapabilities/></tt:Media>
          <tt:PTZ><tt:XAddr>{self.url('/onvif/ptz')}</tt:XAddr></tt:PTZ></tds:Capabilities></tds:GetCapabilitiesResponse>"""

    def on_GetDeviceInformation(self, request, path):
        return """<tds:GetDeviceInformationResponse><tds:Manufacturer>Test &amp; Sons</tds:Manufacturer><tds:Model>Dome</tds:Model>
          <tds:FirmwareVersion>1.2</tds:FirmwareVersion><tds:SerialNumber>42</tds:SerialNumber><tds:HardwareId>7</tds:HardwareId></tds:GetDeviceInformationResponse>"""

    def on_GetProfiles(self, request, path):
        encoder = """<tt:Name>e</tt:Name><tt:UseCount>1</tt:UseCount><tt:Encoding>H264</tt:Encoding><tt:Resolution><tt:Width>{0}</tt:Width><tt:Height>{1}</tt:Height></tt:Resolution>"""
        ptz = """<tt:Name>p</tt:Name><tt:UseCount>1</tt:UseCount><tt:NodeToken>node1</tt:NodeToken>"""
        sizes = [("main", 1920, 1080), ("sub", 640, 360)]
        if path.endswith("/media2"):
            return "<tr2:GetProfilesResponse>" + "".join(
                f"""<tr2:Profiles token="{name}" fixed="true"><tr2:Name>{name}</tr2:Name><tr2:Configurations>
                <tr2:VideoEncoder token="e{name}">{encoder.format(w, h)}<tt:Quality>5</tt:Quality></tr2:VideoEncoder>
                <tr2:PTZ token="z">{ptz}</tr2:PTZ></tr2:Configurations></tr2:Profiles>""" for name, w, h in sizes) + "</tr2:GetProfilesResponse>"
        return "<trt:GetProfilesResponse>" + "".join(
            f"""<trt:Profiles token="{name}" fixed="true"><tt:Name>{name}</tt:Name>
            <tt:VideoEncoderConfiguration token="e{name}">{encoder.format(w, h)}<tt:Quality>5</tt:Quality>
            <tt:Multicast><tt:Address><tt:Type>IPv4</tt:Type><tt:IPv4Address>0.0.0.0</tt:IPv4Address></tt:Address><tt:Port>0</tt:Port><tt:TTL>1</tt:TTL><tt:AutoStart>false</tt:AutoStart></tt:Multicast>
            <tt:SessionTimeout>PT60S</tt:SessionTimeout></tt:VideoEncoderConfiguration>
            <tt:PTZConfiguration token="z">{ptz}</tt:PTZConfiguration></trt:Profiles>""" for name, w, h in sizes) + "</trt:GetProfilesResponse>"

    def on_GetStreamUri(self, request, path):
        token = next(one.text for one in request if one.tag.endswith("ProfileToken"))
        uri = f"rtsp://{self.options.calls_itself or '127.0.0.1'}:8554/{token}?a=1&amp;b=2"
        if path.endswith("/media2"):
            return f"<tr2:GetStreamUriResponse><tr2:Uri>{uri}</tr2:Uri></tr2:GetStreamUriResponse>"
        return f"""<trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>{uri}</tt:Uri><tt:InvalidAfterConnect>false</tt:InvalidAfterConnect>
          <tt:InvalidAfterReboot>false</tt:InvalidAfterReboot><tt:Timeout>PT0S</tt:Timeout></trt:MediaUri></trt:GetStreamUriResponse>"""

    def on_GetNodes(self, request, path):
        return """<tptz:GetNodesResponse><tptz:PTZNode token="node1"><tt:Name>dome</tt:Name><tt:SupportedPTZSpaces/>
          <tt:MaximumNumberOfPresets>16</tt:MaximumNumberOfPresets><tt:HomeSupported>true</tt:HomeSupported></tptz:PTZNode></tptz:GetNodesResponse>"""

    def position(self, place):
        return f"""<tt:PanTilt x="{place[0]:.3f}" y="{place[1]:.3f}" space="{SPACE}"/><tt:Zoom x="{place[2]:.3f}" space="{ZOOM_SPACE}"/>"""

    def on_GetPresets(self, request, path):
        return "<tptz:GetPresetsResponse>" + "".join(
            f"""<tptz:Preset token="{token}"><tt:Name>{name}</tt:Name><tt:PTZPosition>{self.position(place)}</tt:PTZPosition></tptz:Preset>"""
            for token, (name, place) in PRESETS.items()) + "</tptz:GetPresetsResponse>"

    def on_GetStatus(self, request, path):
        place, moving = self.head.status()
        if self.mode["lie"]:
            place = (-0.9, 0.9, 0.5)
        word = "MOVING" if moving or self.mode["lie"] == "moving" else "IDLE"
        return f"""<tptz:GetStatusResponse><tptz:PTZStatus><tt:Position>{self.position(place)}</tt:Position><tt:MoveStatus><tt:PanTilt>{word}</tt:PanTilt><tt:Zoom>IDLE</tt:Zoom></tt:MoveStatus>
          <tt:UtcTime>{self.stamp()}</tt:UtcTime></tptz:PTZStatus></tptz:GetStatusResponse>"""

    def vector(self, request, name):
        pan_tilt, zoom = request.find(f"tptz:{name}/tt:PanTilt", NS), request.find(f"tptz:{name}/tt:Zoom", NS)
        return (float(pan_tilt.get("x")), float(pan_tilt.get("y")), float(zoom.get("x")))

    def on_ContinuousMove(self, request, path):
        self.head.move(self.vector(request, "Velocity"), seconds(request.findtext("tptz:Timeout", "", NS)))
        return "<tptz:ContinuousMoveResponse/>"

    def on_AbsoluteMove(self, request, path):
        self.head.go(self.vector(request, "Position"))
        return "<tptz:AbsoluteMoveResponse/>"

    def on_Stop(self, request, path):
        self.head.stop()
        return "<tptz:StopResponse/>"

    def on_GotoPreset(self, request, path):
        token = request.findtext("tptz:PresetToken", "", NS)
        if token not in PRESETS:
            raise ValueError("ter:NoToken")
        self.head.go(PRESETS[token][1])
        return "<tptz:GotoPresetResponse/>"

    def on_GotoHomePosition(self, request, path):
        self.head.go(HOME)
        return "<tptz:GotoHomePositionResponse/>"

    def stamp(self):
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def on_CreatePullPointSubscription(self, request, path):
        key = str(len(self.subscriptions) + 1)
        self.subscriptions[key] = [MOTION, FACE]
        return f"""<tev:CreatePullPointSubscriptionResponse><tev:SubscriptionReference><wsa:Address>{self.url('/onvif/sub')}</wsa:Address>
          <wsa:ReferenceParameters><maker:Subscription xmlns:maker="http://maker.example">{key}</maker:Subscription></wsa:ReferenceParameters></tev:SubscriptionReference>
          <wsnt:CurrentTime>{self.stamp()}</wsnt:CurrentTime><wsnt:TerminationTime>{self.stamp()}</wsnt:TerminationTime></tev:CreatePullPointSubscriptionResponse>"""

    def on_PullMessages(self, request, path):
        waiting = self.subscriptions[self.subscription]
        if not waiting:
            time.sleep(min(1.0, seconds(request.findtext("tev:Timeout", "", NS))))
        told = "".join(one.format(now=self.stamp()) for one in waiting)
        waiting.clear()
        return f"""<tev:PullMessagesResponse><tev:CurrentTime>{self.stamp()}</tev:CurrentTime><tev:TerminationTime>{self.stamp()}</tev:TerminationTime>{told}</tev:PullMessagesResponse>"""

    def on_Renew(self, request, path):
        _ = self.subscriptions[self.subscription]
        return f"<wsnt:RenewResponse><wsnt:TerminationTime>{self.stamp()}</wsnt:TerminationTime><wsnt:CurrentTime>{self.stamp()}</wsnt:CurrentTime></wsnt:RenewResponse>"

    def on_Unsubscribe(self, request, path):
        del self.subscriptions[self.subscription]
        return "<wsnt:UnsubscribeResponse/>"


def envelope(body):
    names = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in NS.items())
    return f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope{names}><s:Body>{body}</s:Body></s:Envelope>'


def fault(subcode, reason):
    return envelope(f"<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>{subcode}</s:Value></s:Subcode></s:Code>"
                    f'<s:Reason><s:Text xml:lang="en">{reason}</s:Text></s:Reason></s:Fault>')


HOSTILE = {
    "bomb": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (98 + i, 97 + i, 97 + i, 97 + i, 97 + i) for i in range(20)) + b"]><s>&u;</s>",
    "html": b"<html><body>Welcome to the router</body></html>",
    "deep": b"<a>" * 150_000,
    "huge": b"<a>" + b"x" * (3 << 20) + b"</a>",
    "binary": bytes(range(256)) * 64,
    "empty": b"",
    "cut": b'<?xml version="1.0"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><tds:GetSer',
}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def reply(self, status, body, kind="application/soap+xml; charset=utf-8", headers=()):
        body = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the client had enough of it

    def do_GET(self):
        device = self.server.device
        if self.path == "/violations":
            device.unchecked.join()
        with device.lock:
            told = {"/log": device.log, "/violations": device.violations}.get(self.path)
            text = json.dumps(told)
        self.reply(200 if told is not None else 404, text, "application/json")

    def digest_good(self):
        given = self.headers.get("Authorization", "")
        if not given.startswith("Digest "):
            return False
        part = dict(re.findall(r'(\w+)="?([^",]+)"?', given[7:]))
        options = self.server.device.options
        md5 = lambda text: hashlib.md5(text.encode()).hexdigest()
        secret = md5(f"{options.user}:camera:{options.password}")
        wanted = md5(f"{secret}:{part.get('nonce')}:{part.get('nc')}:{part.get('cnonce')}:auth:{md5('POST:' + self.path)}")
        return part.get("username") == options.user and part.get("response") == wanted and part.get("nonce") == "n0nce"

    def do_POST(self):
        at = time.monotonic()
        device = self.server.device
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/mode":
            device.mode.update(json.loads(body))
            return self.reply(200, "{}", "application/json")
        mode = device.mode
        if mode["slow_s"]:
            time.sleep(mode["slow_s"])
        if mode["hostile"] == "redirect":
            return self.reply(302, "", headers=[("Location", "http://127.0.0.1:9/steal")])
        if mode["hostile"]:
            return self.reply(200, HOSTILE[mode["hostile"]])
        challenge = [("WWW-Authenticate", 'Digest realm="camera", qop="auth", nonce="n0nce", algorithm=MD5')]
        if not body:  # a client of Digest may ask without a body for the challenge
            return self.reply(401, "", headers=challenge)
        told = etree.fromstring(body)
        request = next(iter(told.find("s:Body", NS)))
        action = request.tag.partition("}")[2]
        device.check("request " + action, request)
        if device.options.user and action not in PUBLIC:
            if device.options.auth == "digest" and not self.digest_good():
                return self.reply(401, "", headers=challenge)
            if device.options.auth == "wsse" and not device.token_good(told):
                return self.reply(400, fault("ter:NotAuthorized", "Sender not authorized"))
        device.subscription = told.findtext("s:Header/{http://maker.example}Subscription", "", NS)
        device.note(at, action, body=etree.tostring(request, encoding="unicode"))
        try:
            answer = device.answer(action, request, self.path)
        except ValueError as problem:
            return self.reply(400, fault(str(problem), "The requested token does not exist"))
        except KeyError:
            return self.reply(400, fault("ter:InvalidArgVal", "no such subscription"))
        if answer is None:
            return self.reply(400, fault("ter:ActionNotSupported", f"{action} is not supported"))
        text = envelope(answer)
        device.check("answer to " + action, next(iter(etree.fromstring(text.encode())[0])))
        self.reply(200, text)


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass  # a client that hung up: some tests do


def answer_probes(device, listening):
    while True:
        datagram, sender = listening.recvfrom(65507)
        if device.mode["deaf"]:
            continue
        told = etree.fromstring(datagram)
        message = told.findtext("{*}Header/{*}MessageID")
        match = f"""<?xml version="1.0"?><s:Envelope xmlns:s="{NS['s']}" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
          xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header><a:MessageID>urn:uuid:answer</a:MessageID>
          <a:RelatesTo>{message}</a:RelatesTo><a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To>
          <a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></s:Header><s:Body><d:ProbeMatches><d:ProbeMatch>
          <a:EndpointReference><a:Address>urn:uuid:dome-{device.port}</a:Address></a:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types>
          <d:Scopes>onvif://www.onvif.org/name/Place%20du%20March%C3%A9 onvif://www.onvif.org/hardware/Dome</d:Scopes>
          <d:XAddrs>http://169.254.9.9/onvif/device_service {device.url('/onvif/device_service')}</d:XAddrs><d:MetadataVersion>1</d:MetadataVersion>
          </d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"""
        listening.sendto(match.encode(), sender)


def main():
    parse = argparse.ArgumentParser()
    parse.add_argument("--wsdl", type=pathlib.Path, required=True)
    parse.add_argument("--user", default="")
    parse.add_argument("--password", default="")
    parse.add_argument("--auth", choices=["wsse", "digest"], default="wsse")
    parse.add_argument("--clock-ahead", type=float, default=0)
    parse.add_argument("--old", action="store_true", help="a camera of Profile S: GetCapabilities and Media")
    parse.add_argument("--port", type=int, default=0, help="80 for clients that know no other; 0: any free one")
    parse.add_argument("--warm", action="store_true", help="read all schemas before listening")
    parse.add_argument("--calls-itself", default="", help="a host name that it tells in its addresses")
    options = parse.parse_args()
    device = Device(options)
    if options.warm:
        device.warm()
    threading.Thread(target=device.check_all, daemon=True).start()
    server = Server(("127.0.0.1", options.port), Handler)
    server.device = device
    device.port = server.server_address[1]
    listening = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listening.bind(("", 0))
    listening.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, struct.pack("4s4s", socket.inet_aton("239.255.255.250"), socket.inet_aton("127.0.0.1")))
    threading.Thread(target=answer_probes, args=(device, listening), daemon=True).start()
    # Ends with whoever started it: a test that dies leaves no camera behind.
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    print(json.dumps({"port": device.port, "discovery_port": listening.getsockname()[1]}), flush=True)
    server.serve_forever()


main()
