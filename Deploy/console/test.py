#!/usr/bin/env python3
"""Visits the administrator's page in a real Chromium, with keys alone, without scripts, at 100 columns and on a phone.

    Deploy/console/test.py PROGRAM [--screenshots FOLDER]

It starts a demo of its own, and needs chromium and chromium-driver.
"""
import argparse
import base64
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # WebDriver, section 12.1
ENTER, TAB = "\ue007", "\ue004"


def expect(isTrue, what):
    if not isTrue:
        raise AssertionError(what)


def call(method, url, body=None, headers=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **(headers or {})}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.loads(response.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


class Browser:
    """One window, driven by WebDriver."""

    def __init__(self, driver, hasScripts=True, screenshots=None):
        self.driver, self.screenshots = driver, screenshots
        options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]}
        if not hasScripts:
            options["prefs"] = {"profile.managed_default_content_settings.javascript": 2}
        capabilities = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        status, answer = call("POST", f"{driver}/session", {"capabilities": {"alwaysMatch": capabilities}})
        expect(status == 200, f"no browser: {answer}")
        self.session = f"{driver}/session/{answer['value']['sessionId']}"

    def command(self, method, path, body=None):
        status, answer = call(method, self.session + path, body if body is not None or method == "GET" else {})
        expect(status == 200, f"{path}: {answer}")
        return answer["value"]

    def open(self, url):
        self.command("POST", "/url", {"url": url})

    def size(self, width, height):
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.cdp("Emulation.setDeviceMetricsOverride", metrics)

    def cdp(self, name, parameters=None):
        return self.command("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters or {}})

    def find(self, selector):
        return self.command("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def follow(self, act):
        """Does what leads to another page, and waits until that is there."""
        before = self.find("html")
        act()
        for _ in range(600):
            status, answer = call("POST", self.session + "/element", {"using": "css selector", "value": "html"})
            if status == 200 and answer["value"][ELEMENT] != before:
                return
            time.sleep(0.05)
        raise AssertionError(f"{self.path()}: no other page comes")

    def submit(self, selector, text):
        """Fills in a field, and presses Enter there."""
        element = self.find(selector)
        self.follow(lambda: self.command("POST", f"/element/{element}/value", {"text": text + ENTER}))

    def click(self, selector):
        element = self.find(selector)
        self.follow(lambda: self.command("POST", f"/element/{element}/click"))

    def enter(self):
        """Presses Enter wherever the focus is."""
        self.follow(lambda: self.press(ENTER))

    def press(self, *keys):
        """Presses keys wherever the focus is."""
        actions = [step for key in keys for step in ({"type": "keyDown", "value": key}, {"type": "keyUp", "value": key})]
        self.command("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": actions}]})

    def focused(self):
        element = self.command("GET", "/element/active")[ELEMENT]
        return self.command("GET", f"/element/{element}/text") or self.command("GET", f"/element/{element}/property/id")

    def text(self):
        return self.command("GET", f"/element/{self.find('body')}/text")

    def path(self):
        return "/" + self.command("GET", "/url").split("/", 3)[3]

    def shot(self, name):
        if self.screenshots:
            (self.screenshots / f"{name}.png").write_bytes(base64.b64decode(self.command("GET", "/screenshot")))

    def complaints(self):
        """What the browser has to say, violations of the page's own policy among it."""
        entries = self.command("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in entries if "401" not in entry["message"]]

    def close(self):
        call("DELETE", self.session)

    def checkNames(self):
        """What a screen reader hears: everything that can be used has a name, and there is one first heading."""
        nodes = self.cdp("Accessibility.getFullAXTree")["nodes"]
        headings = 0
        for node in nodes:
            if node.get("ignored"):
                continue
            role = node.get("role", {}).get("value")
            name = node.get("name", {}).get("value", "").strip()
            if role in ("textbox", "button", "link", "combobox", "navigation", "table"):
                expect(name, f"{self.path()}: a {role} has no name")
            level = [p["value"]["value"] for p in node.get("properties", []) if p["name"] == "level"]
            headings += role == "heading" and level == [1]
        expect(headings == 1, f"{self.path()}: {headings} first headings")
        expect("html lang" in self.command("GET", "/source").replace("\n", " "), "the page names no language")

    def checkWidth(self, width):
        self.size(width, 900)
        widths = self.cdp("Page.getLayoutMetrics")["cssContentSize"]["width"]
        expect(widths <= width, f"{self.path()} is {widths} wide in {width}")


class Demo:
    def __init__(self, program):
        self.process = subprocess.Popen([program, "demo", "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.facts = json.loads(self.process.stdout.readline())
        self.console = self.facts["console_url"]

    def scim(self, method, path, body=None):
        headers = {"Authorization": f"Bearer {self.facts['secret_token']}", "Content-Type": "application/scim+json"}
        return call(method, self.facts["tenant_url"] + path, body, headers)

    def patch(self, id, path, value):
        body = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{"op": "Replace", "path": path, "value": value}],
        }
        status, answer = self.scim("PATCH", f"/Users/{id}", body)
        expect(status == 200, f"PATCH: {answer}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)


def person(demo):
    """Makes somebody whose title is markup, changes the title, and disables them."""
    status, answer = demo.scim("POST", "/Users", {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "zora", "displayName": "Zora <b>Neale</b>",
        "name": {"givenName": "Zora", "familyName": "Neale"}, "title": "Clerk", "active": True,
        "emails": [{"type": "work", "value": "zora@acme.example", "primary": True}]})
    expect(status == 201, f"POST: {answer}")
    demo.patch(answer["id"], "title", "<script>document.title='bad'</script>")
    demo.patch(answer["id"], "active", "False")
    return answer["id"]


def signIn(browser, demo):
    browser.open(demo.console)
    browser.checkNames()
    browser.submit("#token", demo.facts["secret_token"])
    expect("no token of scope console" in browser.text(), "Entra's token opens the page")
    browser.submit("#token", demo.facts["console_token"])
    expect("State: ready" in browser.text(), browser.text())


def visit(browser, demo, id, name):
    """The three tasks, by keys alone: from the name of a person to what happened to them."""
    signIn(browser, demo)
    browser.shot(f"{name}-overview")
    browser.checkNames()
    browser.submit("#user", "zora")
    text = browser.text()
    expect("disable" in text and "create" in text and "title" in text, text)
    browser.shot(f"{name}-events")
    browser.checkNames()
    for _ in range(40):
        browser.press(TAB)
        if browser.focused().startswith("20"):
            break
    browser.enter()
    expect(browser.path().startswith("/events/"), f"keys lead to {browser.path()}")
    text = browser.text()
    expect("uid=zora" in text and "disable" in text, text)
    browser.shot(f"{name}-event")
    browser.checkNames()
    browser.open(demo.console + "events?user=" + id)
    browser.click("tbody tr:nth-child(2) a")
    expect("<script>document.title='bad'</script>" in browser.text(), browser.text())
    for path in ["", "events", "held", "tokens"]:
        browser.open(demo.console + path)
        browser.checkNames()
        browser.checkWidth(390)
        if path == "events":
            browser.shot(f"{name}-phone")
        browser.checkWidth(1000)
    complaints = browser.complaints()
    expect(not complaints, f"the browser complains: {complaints}")


def live(browser, demo):
    """What is shown changes by itself."""
    browser.open(demo.console)
    before = browser.text()
    demo.scim("GET", "/Users?count=1")
    for _ in range(50):
        if browser.text() != before:
            return
        time.sleep(0.2)
    raise AssertionError("the overview stays as it was")


def freePort():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def startDriver():
    port = freePort()
    process = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            call("GET", f"http://127.0.0.1:{port}/status")
            return process, f"http://127.0.0.1:{port}"
        except OSError:
            time.sleep(0.1)
    raise AssertionError("chromedriver does not answer")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--screenshots", type=pathlib.Path)
    options = parser.parse_args()
    if options.screenshots:
        options.screenshots.mkdir(parents=True, exist_ok=True)
    if not shutil.which("chromedriver"):
        print("The console is not visited: chromium-driver is not installed.", file=sys.stderr)
        return os.EX_UNAVAILABLE
    demo = Demo(options.program)
    driver, url = startDriver()
    try:
        id = person(demo)
        for name, hasScripts in [("scripts", True), ("plain", False)]:
            browser = Browser(url, hasScripts, options.screenshots)
            try:
                visit(browser, demo, id, name)
                if hasScripts:
                    live(browser, demo)
            finally:
                browser.close()
    finally:
        driver.terminate()
        demo.stop()
    print("The console was visited: by keys alone, without scripts, at 100 columns and on a phone.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
