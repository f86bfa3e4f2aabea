#!/usr/bin/env python3
"""Adds up what ctest wrote: count_tests.py TESTS.xml

Prints failed tests with their output and skipped ones with their reason; the last line is PASSED FAILED.
A Criterion program counts by its tests, a script by its lines `ok` and `not ok`, anything else as one test.
"""
import re
import sys
import xml.etree.ElementTree as ElementTree

SYNTHESIS = re.compile(r"Synthesis: Tested: (\d+) \| Passing: (\d+) \| Failing: (\d+) \| Crashing: (\d+)")
CRITERION_SKIP = re.compile(r"^\[SKIP\] ([^:]*::[^:]*)(?:: *(.*))?$", re.MULTILINE)
SCRIPT_SKIP = re.compile(r"^skip: *(\S.*)$", re.MULTILINE)
OUTPUT_LINES = 60


def count(output):
    """(passed, failed) as the output tells it."""
    synthesis = SYNTHESIS.findall(output)
    if synthesis:
        return sum(int(s[1]) for s in synthesis), sum(int(s[2]) for s in synthesis)
    return len(re.findall(r"^ok .", output, re.M)), len(re.findall(r"^not ok .", output, re.M))


def skips(test, output):
    """(name, reason) of each test that was skipped; an empty reason if none was given."""
    if test.find("skipped") is not None:
        reason = SCRIPT_SKIP.search(output)
        return [(test.get("name"), reason.group(1) if reason else "")]
    return [(f"{test.get('name')} {name}", reason or "") for name, reason in CRITERION_SKIP.findall(output)]


def show(test, output):
    print(f"FAILED {test.get('name')}")
    failure = test.find("failure")
    if failure is not None and failure.get("message"):
        print(f"  {failure.get('message')}")
    lines = [line for line in output.splitlines() if not re.match(r"\[(RUN |PASS|====)\]|ok ", line)]
    for line in lines[-OUTPUT_LINES:]:
        print(f"  {line}")


def main():
    passed = failed = 0
    for test in ElementTree.parse(sys.argv[1]).getroot().iter("testcase"):
        output = test.findtext("system-out") or ""
        good, bad = count(output)
        for name, reason in skips(test, output):
            print(f"skipped {name}: {reason or 'NO REASON GIVEN, which counts as a failure'}")
            bad += not reason
        if test.get("status") == "fail" or test.find("failure") is not None:
            bad = max(bad, 1)
        elif test.find("skipped") is None and good + bad == 0:
            good = 1
        if bad:
            show(test, output)
        passed += good
        failed += bad
    print(passed, failed)


main()
