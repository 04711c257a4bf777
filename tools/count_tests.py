"""Prints 'N passed, N failed, N skipped' from Bazel's build event file.

count_tests.py EVENTS STATUS: STATUS is Bazel's exit status.  Before that line
comes one for each reason that tests gave for being skipped.
"""

import collections
import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

NO_TESTS = 4  # Bazel's status where everything was built and nothing is a test


def reason(text):
    """What follows 'skipped: ' in a message or log, or None."""
    found = re.search(r"^skipped: *(.*)$", text or "", re.IGNORECASE | re.MULTILINE)
    return found and found[1].strip()


def cases(path):
    """('passed' or 'failed' or 'skipped', reason) of each case of a test.xml."""
    root = ElementTree.parse(path).getroot()
    for case in root.iter("testcase"):
        skipped = case.find("skipped")
        if case.find("failure") is not None or case.find("error") is not None:
            yield "failed", None
        elif skipped is not None:
            message = skipped.get("message", "") + "\n" + (skipped.text or "")
            yield "skipped", reason(message) or "no reason given"
        elif case.get("result") in ("skipped", "suppressed"):
            yield "skipped", "disabled"
        elif case.get("result") is None and reason(root.findtext(".//system-out")):
            # Not googletest: Bazel wrote the file, around the test's log.
            yield "skipped", reason(root.findtext(".//system-out"))
        else:
            yield "passed", None


def main():
    tests = set()
    failed_targets = 0
    runs = {}  # the last attempt of each run of each shard
    for line in open(sys.argv[1]):
        event = json.loads(line)
        if event.get("configured", {}).get("targetKind", "").endswith("_test rule"):
            tests.add(event["id"]["targetConfigured"]["label"])
        elif "testResult" in event:
            run = event["id"]["testResult"]
            runs[run["label"], run.get("run"), run.get("shard")] = event["testResult"]
        elif event.get("id", {}).get("targetCompleted", {}).get("label") in tests:
            failed_targets += not event.get("completed", {}).get("success")

    counts = collections.Counter(failed=failed_targets)
    reasons = collections.Counter()
    for result in runs.values():
        outputs = {o["name"]: o["uri"] for o in result.get("testActionOutput", [])}
        found = []
        if "test.xml" in outputs:
            found = list(cases(urllib.parse.unquote(urllib.parse.urlparse(outputs["test.xml"]).path)))
        if result["status"] != "PASSED" and ("failed", None) not in found:
            found.append(("failed", None))  # it crashed, or ran out of time
        counts.update(outcome for outcome, _ in found)
        reasons.update(why for _, why in found if why)

    if sys.argv[2] not in ("0", str(NO_TESTS)) and not counts["failed"]:
        counts["failed"] = 1  # the build itself
    for why, number in sorted(reasons.items()):
        print(f"skipped: {number} test{'s' * (number > 1)}: {why}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format_map(counts))


if __name__ == "__main__":
    main()
