"""Holds a demo against what others wrote; started by Deploy/conformance, in a folder that is removed afterwards."""
import json
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

# What scim2-tester finds wrong, and why it is as it is. One of these that is no longer found is an error too.
REMOVED = "PATCH modify() did not remove attribute"
REFUSED, DEMANDED = "Failed to remove attribute", "cannot be removed: the directory demands"
DEVIATIONS = {
    ("User", "check_remove_attribute", f"{REFUSED} 'name': name.familyName {DEMANDED} sn of this entry. Send a value."):
        "inetOrgPerson demands sn, and a default is for a new entry",
    ("User", "check_remove_attribute", f"{REFUSED} 'displayName': displayName {DEMANDED} cn of this entry. Send a value."):
        "inetOrgPerson demands cn, and a default is for a new entry",
    ("User", "check_remove_attribute", f"{REMOVED} 'active'"): "an account is locked or it is not",
    # RFC 7643 section 8.4 shows members with their display; the tester expects that a read-only value is not there.
    ("Group", "check_add_attribute", "members: display"): "the display of members is read-only, and shown",
    ("Group", "check_replace_attribute", "members: display"): "the display of members is read-only, and shown",
}
PASSED = {Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE}

CHECKS = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
          "response_schema_conformance")
EXAMPLES = 20
SEED = 1


def key(result):
    """What identifies a check that did not pass: the kind of resource, the name of the check, and what was wrong."""
    reason = (result.reason or "").partition("\n")[0].partition(" Request id: ")[0]
    data = result.data if isinstance(result.data, dict) else {}
    if data.get("urn") == "members" and "actual" in data:
        actual = [member.model_copy(update={"display": None}) for member in data["actual"]]
        if actual == data["expected"]:
            reason = "members: display"
    return result.resource_type, result.title, reason


def run_checks(demo):
    """The checks of scim2-tester, one by one; returns what is not as it should be."""
    random.seed(SEED)
    headers = {"Authorization": f"Bearer {demo['secret_token']}"}
    with Client(base_url=demo["tenant_url"], headers=headers, timeout=60) as http:
        results = check_server(SyncSCIMClient(http))
    missed = {key(result): result for result in results if result.status not in PASSED}
    for name, reason in DEVIATIONS.items():
        if name in missed:
            print(f"{' '.join(name)}: as it should be, for {reason}.")
    print(f"scim2-tester: {len(results)} checks, {Counter(result.status.name for result in results)}", flush=True)
    problems = [f"{result.status.name} {' '.join(map(str, name))}: {result.data}"
                for name, result in missed.items() if name not in DEVIATIONS]
    return problems + [f"no longer found, take it from the list: {' '.join(name)}" for name in DEVIATIONS.keys() - missed]


def run_requests(demo):
    """Requests made from the OpenAPI document; returns what is not as it should be."""
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{demo['tenant_url']}/openapi.json",
               "--header", f"Authorization: Bearer {demo['secret_token']}", "--checks", ",".join(CHECKS),
               "--max-examples", str(EXAMPLES), "--seed", str(SEED), "--warnings", "off", "--no-color"]
    status = subprocess.run(command, check=False).returncode
    return [f"schemathesis ended with {status}"] if status else []


def main():
    with open("demo.log", "w") as log:
        process = subprocess.Popen([sys.argv[1], "demo", "--json", "--people", "60", "--listen", "127.0.0.1:0"],
                                   stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        line = process.stdout.readline()
        if not line:
            with open("demo.log") as log:
                raise SystemExit(f"conformance: the demo did not start: {log.read()}")
        demo = json.loads(line)
        problems = run_checks(demo) + run_requests(demo)
    finally:
        process.send_signal(signal.SIGTERM)
        ended = process.wait(60)
    if ended:
        problems.append(f"the demo ended with {ended}")
    for problem in problems:
        print(f"NOT AS IT SHOULD BE: {problem}")
    sys.exit(1 if problems else 0)


main()
