#!/usr/bin/env python3
"""Sums up a test run: sum_up_tests.py RESULTS, a folder with ctest.junit and one GoogleTest report (*.xml) per program.

Prints why tests were skipped, and last a line "N passed, N failed, N skipped". A program without a report of its own
(a script, or one that crashed before writing it) counts as one test, as ctest saw it.
"""
import collections
import pathlib
import sys
import xml.etree.ElementTree as xml


def gtest_outcomes(report):
    for case in xml.parse(report).iter("testcase"):
        skipped = case.find("skipped")
        if skipped is not None:
            yield "skipped", skipped.get("message", "").strip()
        elif case.get("status") == "run":
            yield ("failed" if case.find("failure") is not None else "passed"), ""


def ctest_outcome(case):
    skipped = case.find("skipped")
    if skipped is not None or case.get("status") in ("notrun", "disabled"):
        return "skipped", skipped.get("message", "") if skipped is not None else "disabled"
    return ("failed" if case.find("failure") is not None or case.get("status") == "fail" else "passed"), ""


def outcomes(folder):
    reports = {report.stem: report for report in folder.glob("*.xml")}
    for case in xml.parse(folder / "ctest.junit").iter("testcase"):
        outcome, reason = ctest_outcome(case)
        report = reports.get(case.get("name") + "_test")
        if report is None:
            yield outcome, f"{case.get('name')}: {reason}"
            continue
        inside = list(gtest_outcomes(report))
        yield from inside
        if outcome == "failed" and not any(o == "failed" for o, _ in inside):
            yield outcome, ""  # every test inside passed, but the program did not end well


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    counts, reasons = collections.Counter(), collections.Counter()
    for outcome, reason in outcomes(pathlib.Path(sys.argv[1])):
        counts[outcome] += 1
        if outcome == "skipped":
            reasons[reason.splitlines()[-1] if reason else "no reason given"] += 1
    for reason, count in reasons.most_common():
        print(f"skipped {count}: {reason}")
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")


if __name__ == "__main__":
    main()
