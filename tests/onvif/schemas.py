"""ONVIF's own schemas, read from its WSDL files: what is said on the wire is held against them.

python3-xmlschema reads them leniently: onvif.xsd has one type whose content model is not deterministic, for which the
standard's strict readers (libxml2) refuse the whole file."""
import pathlib
import xml.etree.ElementTree as etree

import xmlschema

XSD = "{http://www.w3.org/2001/XMLSchema}"
WSDL_OF = {
    "http://www.onvif.org/ver10/device/wsdl": "ver10/device/wsdl/devicemgmt.wsdl",
    "http://www.onvif.org/ver10/media/wsdl": "ver10/media/wsdl/media.wsdl",
    "http://www.onvif.org/ver20/media/wsdl": "ver20/media/wsdl/media.wsdl",
    "http://www.onvif.org/ver20/ptz/wsdl": "ver20/ptz/wsdl/ptz.wsdl",
    "http://www.onvif.org/ver10/events/wsdl": "ver10/events/wsdl/event.wsdl",
}
PLAIN = {"http://docs.oasis-open.org/wsn/b-2": "schema/common/b-2.xsd"}


class Schemas:
    """One schema a namespace, read when it is first asked for: each takes about a second."""

    def __init__(self, folder: pathlib.Path):
        self._folder = folder
        self._read = {}

    def _schema(self, namespace):
        if namespace not in self._read:
            if namespace in PLAIN:
                text, path = None, self._folder / PLAIN[namespace]
                self._read[namespace] = xmlschema.XMLSchema(str(path), validation="lax")
            elif namespace in WSDL_OF:
                path = self._folder / WSDL_OF[namespace]
                for prefix, uri in namespaces_of(path).items():
                    etree.register_namespace(prefix, uri)
                types = next(one for one in etree.parse(path).getroot().iter(XSD + "schema") if one.get("targetNamespace") == namespace)
                text = with_declarations(etree.tostring(types, encoding="unicode"), namespaces_of(path))
                self._read[namespace] = xmlschema.XMLSchema(text, base_url=str(path.parent), validation="lax")
            else:
                self._read[namespace] = None
        return self._read[namespace]

    def problems(self, element):
        """What is wrong with the one element of a SOAP body, in words; [] where it is right."""
        namespace = element.tag[1:].partition("}")[0]
        schema = self._schema(namespace)
        if schema is None:
            return [f"no schema for {namespace}"]
        return [f"{error.path}: {error.reason}" for error in schema.iter_errors(element)]


def namespaces_of(path):
    return {prefix: uri for _, (prefix, uri) in etree.iterparse(path, events=["start-ns"]) if prefix and not prefix.startswith("ns")}


def with_declarations(text, namespaces):
    """Prefixes inside attribute values (type="tt:…") are not seen by a serialiser: all of the file's are declared."""
    head, rest = text[: text.index(">")], text[text.index(">"):]
    missing = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in namespaces.items() if f"xmlns:{prefix}=" not in head)
    return head + missing + rest
