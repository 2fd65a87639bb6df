#!/usr/bin/env python3
"""Checks a package of evidence (vigie-package/1) without Vigie: a second opinion, written from docs/requisitions.md alone.

usage: verify_package.py PACKAGE [KEY_ID …]      needs Python 3.8 and openssl 3; prints JSON, exit status 0 only when valid
"""
import hashlib, json, os, re, subprocess, sys, tempfile

OUTSIDE = {"manifest.json", "seal.txt", "seal.sig", "seal.tsr", "key.pem", "SHA256SUMS"}
SPKI = bytes.fromhex("302a300506032b6570032100")


def sha(data): return hashlib.sha256(data).hexdigest()
def leaf(data): return hashlib.sha256(b"\0" + data).digest()
def node(left, right): return hashlib.sha256(b"\1" + left + right).digest()


def tree(leaves):
    if len(leaves) == 1: return leaves[0]
    left = 1 << ((len(leaves) - 1).bit_length() - 1)
    return node(tree(leaves[:left]), tree(leaves[left:]))


def climb(start, index, size, path):  # RFC 9162, 2.1.3.2
    if not 0 <= index < size: return None
    here, at, last = start, index, size - 1
    for sibling in path:
        if last == 0: return None
        if at % 2 or at == last:
            here = node(sibling, here)
            while at % 2 == 0 and at: at, last = at // 2, last // 2
        else:
            here = node(here, sibling)
        at, last = at // 2, last // 2
    return here if last == 0 else None


def openssl(*arguments, **files):
    with tempfile.TemporaryDirectory() as folder:
        for name, data in files.items():
            with open(os.path.join(folder, name), "wb") as out: out.write(data)
        return subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True).returncode == 0


def signed(text, signature, key):  # Ed25519, RFC 8032
    import base64
    pem = b"-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(SPKI + key) + b"\n-----END PUBLIC KEY-----\n"
    return len(signature) == 64 and openssl("pkeyutl", "-verify", "-pubin", "-inkey", "key", "-rawin", "-in", "text", "-sigfile", "sig",
                                            key=pem, text=text, sig=signature)


def seal_text(seal): return "vigie-seal/1\n{purpose}\n{digest}\n{at}\n{key_id}\n".format(**seal).encode()


class Package:
    def __init__(self, folder, trusted):
        self.folder, self.trusted, self.checked, self.problems, self.files = folder, trusted, 0, [], {}
        for top, folders, names in os.walk(folder):
            for name in names + [one for one in folders if os.path.islink(os.path.join(top, one))]:
                path = os.path.join(top, name)
                short = os.path.relpath(path, folder).replace(os.sep, "/")
                if os.path.islink(path) or not os.path.isfile(path): self.problem(short, "is no ordinary file")
                else: self.files[short] = path

    def problem(self, where, what): self.problems.append({"where": where, "what": what})

    def require(self, good, where, what):
        self.checked += 1
        if not good: self.problem(where, what)
        return good

    def read(self, path):
        if path not in self.files: return None
        with open(self.files[path], "rb") as file: return file.read()

    def sums(self):
        text = self.read("SHA256SUMS") or b""
        if not self.require(text, "SHA256SUMS", "is missing or empty"): return
        told = dict(line.split("  ", 1)[::-1] for line in text.decode("utf-8", "replace").split("\n") if re.match(r".{64}  .", line))
        again = "".join(f"{told[path]}  {path}\n" for path in sorted(told, key=os.fsencode)).encode()
        self.require(again == text, "SHA256SUMS", "is not a list in the form that was written")
        for path, digest in told.items():
            if self.require(path in self.files, path, "is missing"):
                self.require(sha(self.read(path)) == digest, path, "differs from its hash in SHA256SUMS")
        for path in self.files: self.require(path in told or path == "SHA256SUMS", path, "does not belong to the package")

    def seal(self):
        manifest, text, signature, pem = (self.read(name) for name in ("manifest.json", "seal.txt", "seal.sig", "key.pem"))
        self.require(manifest is not None, "manifest.json", "is missing")
        self.require(signature is not None, "seal.sig", "is missing")
        match = re.fullmatch(rb"vigie-seal/1\n([^\n]*)\n([0-9a-f]{64})\n(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)\n([^\n]*)\n", text or b"")
        key = re.fullmatch(rb"-----BEGIN PUBLIC KEY-----\n([A-Za-z0-9+/=]{60})\n-----END PUBLIC KEY-----\n", pem or b"")
        import base64
        der = base64.b64decode(key.group(1)) if key else b""
        raw = der[12:] if len(der) == 44 and der[:12] == SPKI and base64.b64encode(der) == key.group(1) else None
        self.require(match, "seal.txt", "is no seal")
        self.require(raw, "key.pem", "is no Ed25519 public key")
        if match:
            self.require(match.group(1) == b"evidence-package", "seal.txt", "is a seal of another kind")
            if manifest is not None: self.require(sha(manifest).encode() == match.group(2), "manifest.json", "is not the one that was sealed")
            if self.trusted: self.require(match.group(4).decode() in self.trusted, "key.pem", "is none of the trusted keys")
        if match and raw and signature is not None:
            fits = sha(raw)[:16].encode() == match.group(4) and signed(text, signature, raw)
            self.require(fits, "seal.sig", "does not fit seal.txt and key.pem")
        try: document = json.loads(manifest.decode("utf-8"))
        except (ValueError, AttributeError, RecursionError): document = None
        if manifest is not None and not self.require(isinstance(document, dict), "manifest.json", "is no JSON object"): document = None
        return document

    def listed(self, manifest):
        paths = set()
        for file in manifest["files"]:
            path = file["path"]
            inside = path and not path.startswith("/") and not {"", ".", ".."} & set(path.split("/")) and "\\" not in path
            if not self.require(inside and path not in OUTSIDE and path not in paths, "manifest.json#/files", "names a file that cannot be"): continue
            paths.add(path)
            data = self.read(path)
            if not self.require(data is not None, path, "is missing"): continue
            self.require(sha(data) == file["sha256"] and len(data) == file["bytes"], path, "differs from what the manifest says")
        for path in self.files: self.require(path in paths or path in OUTSIDE, path, "does not belong to the package")
        for path in ("slip.pdf", "index.html", "prov.json"): self.require(path in paths, path, "is not named by the manifest")
        return paths

    def roots(self, manifest):
        good = {}
        for number, root in enumerate(manifest["roots"]):
            seal, where = root["seal"], f"manifest.json#/roots/{number}"
            text = "vigie-root/1\n{day}\n{number}\n{leaves}\n{root}\n{previous}\n".format(**root).encode()
            key = bytes.fromhex(seal["public_key"])
            fits = seal["purpose"] == "recordings-root" and seal["digest"] == sha(text) and seal["key_id"] == sha(key)[:16]
            self.require(fits and signed(seal_text(seal), bytes.fromhex(seal["signature"]), key), where, "its seal does not fit")
            if self.trusted: self.require(seal["key_id"] in self.trusted, where, "is sealed by none of the trusted keys")
            good["{day}.{number}".format(**root)] = root
        return good

    def segments(self, manifest, paths, roots):
        used, by_moment = set(), {}
        for number, segment in enumerate(manifest["segments"]):
            where, file = f"manifest.json#/segments/{number}", segment["file"]
            if not self.require(file in paths and file not in used, where, "its file is not in the list, or is given twice"): continue
            used.add(file)
            by_moment.setdefault(segment["moment"], []).append(segment["segment"])
            leaves, sizes, first = [bytes.fromhex(part) for part in segment["parts"]], segment["sizes"], segment["first_part"]
            if not self.require(leaves and len(sizes) >= 2 and 1 <= first and first + len(sizes) - 1 <= len(leaves), where, "its parts do not fit together"): continue
            data, offset = self.read(file) or b"", 0
            for i, size in enumerate(sizes):
                part = 0 if i == 0 else first + i - 1
                self.require(leaf(data[offset:offset + size]) == leaves[part], file, f"part {part} is not what was recorded")
                offset += size
            self.require(len(data) <= offset, file, "has bytes behind its last part")
            root = roots.get(segment["root"])
            if not self.require(root, where, "names a root that is not there"): continue
            entry = "vigie-segment/1\n{}\n{}\n{}\n{}\n{}\n".format(segment["segment"], segment["digest"], segment["bytes"], len(leaves), tree(leaves).hex())
            top = climb(leaf(entry.encode()), segment["index"], root["leaves"], [bytes.fromhex(one) for one in segment["path"]])
            self.require(top is not None and top.hex() == root["root"], where, "does not lead to its root")
        for path in paths: self.require(path in used or not path.startswith("original/"), path, "is no segment of the manifest")
        return by_moment

    def moments(self, manifest, paths, by_moment):
        try: told = json.loads((self.read("prov.json") or b"").decode("utf-8"))["entity"]
        except (ValueError, KeyError, TypeError): return self.require(False, "prov.json", "cannot be read")
        for number, moment in enumerate(manifest["moments"]):
            where, prov, error = f"manifest.json#/moments/{number}", told.get(f"vigie:moment/{number + 1}", {}), moment["clock"]["error_s"]
            clock = "not measured" if error is None else f"{error:+.3f} s"
            self.require(prov.get("vigie:clockError") == clock, where + "/clock/error_s", "is not the clock error that prov.json tells")
            self.require(all(prov.get("vigie:" + name) == moment[name] for name in ("from", "to", "camera")), where, "is not the moment that prov.json tells")
            self.require(moment["segments"] == by_moment.get(number + 1, []), where + "/segments", "are not the segments of the manifest")
            if moment["readable"]: self.require(moment["readable"]["file"] in paths, where + "/readable", "is not in the list of files")

    def stamp(self, manifest):
        response, certificates, signature = (self.read(name) for name in ("seal.tsr", "tsa.pem", "seal.sig"))
        if not manifest.get("timestamp"): return self.require(response is None, "seal.tsr", "is a time stamp that the manifest does not promise")
        if not self.require(response and certificates, "seal.tsr", "the promised time stamp or its certificates are missing"): return
        self.require(openssl("ts", "-verify", "-data", "sig", "-in", "tsr", "-CAfile", "ca", "-no_check_time", sig=signature or b"", tsr=response, ca=certificates),
                     "seal.tsr", "does not stamp this seal")

    def run(self):
        self.sums()
        manifest = self.seal()
        try:
            if manifest is not None and self.require(manifest.get("format") == "vigie-package/1", "manifest.json#/format", "is not vigie-package/1"):
                paths = self.listed(manifest)
                by_moment = self.segments(manifest, paths, self.roots(manifest))
                self.moments(manifest, paths, by_moment)
                self.stamp(manifest)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            self.problem("manifest.json", f"is not in the form of vigie-package/1: {error!r}")
        return {"valid": not self.problems, "checked": self.checked, "problems": self.problems}


if __name__ == "__main__":
    if len(sys.argv) < 2 or not os.path.isdir(sys.argv[1]): sys.exit(__doc__)
    result = Package(sys.argv[1], set(sys.argv[2:])).run()
    print(json.dumps(result, sort_keys=True))
    sys.exit(0 if result["valid"] else 1)
