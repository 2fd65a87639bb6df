#!/usr/bin/env python3
"""Writes the C++ file that holds the contract (YAML, as JSON) and the catalogues. Arguments: OUT vigie.yaml fr.json en.json."""

import json
import sys

import yaml  # Debian: python3-yaml


def literal(name, value):
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # String literals are limited in length by some compilers: adjacent ones of 8 000 characters are joined.
    parts = [text[i : i + 8000] for i in range(0, len(text), 8000)]
    joined = "\n".join(f'R"~~({part})~~"' for part in parts)
    return f"std::string_view {name}() {{\n  static constexpr std::string_view text{{\n{joined}}};\n  return text;\n}}\n"


def main():
    out, contract, french, english = sys.argv[1:]
    with open(contract, encoding="utf-8") as file:
        documents = {"openapi": yaml.safe_load(file)}
    for name, path in (("catalogue_fr", french), ("catalogue_en", english)):
        with open(path, encoding="utf-8") as file:
            documents[name] = json.load(file)
    with open(out, "w", encoding="utf-8") as file:
        file.write('// Made by embed.py.\n#include "embedded.h"\n\nnamespace vigie::api::embedded {\n\n')
        file.write("\n".join(literal(name, value) for name, value in documents.items()))
        file.write("\n}  // namespace vigie::api::embedded\n")


if __name__ == "__main__":
    main()
