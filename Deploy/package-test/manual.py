#!/usr/bin/env python3
"""Holds the man pages against the program: `manual.py PROGRAM`."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
MANUAL = HERE.parent / "manual"
sys.path.insert(0, str(MANUAL))
import pages  # noqa: E402


def rendered(page):
    """The page as a terminal shows it, in lines that are not broken, with its chapters by their headings."""
    environment = os.environ | {"MANWIDTH": "5000", "LC_ALL": "C.UTF-8", "MAN_KEEP_FORMATTING": ""}
    text = subprocess.run(["man", "-l", page], check=True, capture_output=True, text=True, env=environment).stdout
    # A letter, a step back, and the letter again are a bold one.
    text = re.sub(r".\x08", "", text).replace("‐", "-").replace("−", "-")
    chapters, name = {}, ""
    for line in text.splitlines():
        if re.match(r"\S", line):
            name = line.strip()
        chapters.setdefault(name, []).append(line.strip())
    return chapters


def lint(page):
    """What mandoc and groff say of a page."""
    found = subprocess.run(["mandoc", "-Tlint", "-Wwarning", page], capture_output=True, text=True).stdout.splitlines()
    environment = os.environ | {"LC_ALL": "C.UTF-8", "MANROFFSEQ": "", "MANWIDTH": "80"}
    groff = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page], capture_output=True, text=True, env=environment)
    # A long name that is not broken, in a narrow column, is no fault.
    found += [line for line in groff.stderr.splitlines() if "adjust line" not in line and "break line" not in line]
    parsed = subprocess.run(["lexgrog", page], capture_output=True, text=True)
    return found if parsed.returncode == 0 else found + [parsed.stdout.strip()]


def commands(shown, path=()):
    """All these commands and those below them, with their paths."""
    for command in shown:
        own = (*path, command["commandName"])
        yield own, command
        yield from commands(pages.shown(command.get("subcommands", [])), own)


def main():
    program = pages.Program(sys.argv[1])
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, MANUAL / "pages.py", sys.argv[1], folder], check=True)
        for page in sorted(pathlib.Path(folder).iterdir()):
            problems += lint(page)
        for path, command in commands(program.commands):
            page = pathlib.Path(folder) / f"starbridge-{path[0]}.1"
            if not page.exists():
                problems.append(f"{' '.join(path)} has no page")
                continue
            text = "\n".join(line for lines in rendered(page).values() for line in lines)
            for argument in pages.shown(command.get("arguments", [])):
                word = argument["valueName"] if argument["kind"] == "positional" else "--" + argument["preferredName"]["name"]
                if word not in text or argument.get("abstract", "") not in text:
                    problems.append(f"{page.name} does not tell of {word} of {' '.join(path)}")
            if path[0] not in " ".join(rendered(pathlib.Path(folder) / "starbridge.1").get("COMMANDS", [])):
                problems.append(f"starbridge.1 does not tell of {path[0]}")
        chapters = rendered(pathlib.Path(folder) / "starbridge.yaml.5")
        for key in program.keys:
            lines = chapters.get(f"KEYS OF {key['section'] or 'THE FILE'}", [])
            if not any(line == key["name"] or line.startswith(f"{key['name']} ") for line in lines):
                problems.append(f"starbridge.yaml.5 does not tell of {key['section']} {key['name']}")
            if not any(key["summary"] in line for line in lines):
                problems.append(f"starbridge.yaml.5 does not say what {key['section']} {key['name']} is for")
        for source in MANUAL.glob("*.md"):
            page = pathlib.Path(folder) / source.stem
            if not page.exists():
                problems.append(f"{source.name} is in no page: its name has no section")
                continue
            chapters = rendered(page)
            for heading in re.findall(r"^## (.*)$", source.read_text(), re.MULTILINE):
                if heading.upper() not in chapters:
                    problems.append(f"{source.name}: its chapter {heading} is not in the page")
    if problems:
        raise SystemExit("\n".join(problems))
    print("The manual is as it should be.")


if __name__ == "__main__":
    main()
