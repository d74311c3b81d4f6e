"""Writes the man pages: `pages.py PROGRAM FOLDER`.

What the commands and keys are is asked of the program (`--experimental-dump-help`, `keys`). `NAME.SECTION.md` beside this file has the
chapters that a page has besides, or the whole page where it is of no command: its first line says what the page is about, what comes before the
first chapter is its description. All of it becomes Markdown, which go-md2man renders.
"""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
ROOT, CONFIGURATION = ("starbridge", 1), ("starbridge.yaml", 5)


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


class Program:
    """What is asked of the program."""

    def __init__(self, path):
        self.root = json.loads(output(path, "--experimental-dump-help"))["command"]
        self.keys = json.loads(output(path, "keys"))
        # `starbridge 0.1.0-dev (0123456789ab)` without the commit.
        self.version = output(path, "--version").split(" (")[0].strip().capitalize()
        self.commands = [command for command in shown(self.root.get("subcommands", [])) if command["commandName"] != "help"]


def shown(elements):
    return [element for element in elements if element.get("shouldDisplay", True)]


def escaped(text):
    """A text in which Markdown sees no marks of its own."""
    return re.sub(r"([\\`*_{}\[\]<>#|~])", r"\\\1", text)


def title(name, section, version):
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    date = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc) if epoch else datetime.datetime.now()
    return f'% "{name.upper()}" "{section}" "{date:%Y-%m-%d}" "{version}" "Starbridge"\n'


def name_line(name, abstract):
    return f"# NAME\n\n{name} - {escaped(abstract.rstrip('.'))}\n"


def see_also(pages, own):
    others = sorted((page for page in pages if page != own), key=lambda page: (page[1], page[0]))
    return "# SEE ALSO\n\n" + ", ".join(f"**{escaped(name)}**({section})" for name, section in others) + "\n"


# Commands


def spelled(argument):
    """An argument as it is typed, with its other names."""
    if argument["kind"] == "positional":
        return f"*{escaped(argument['valueName'])}*"
    names = [("--" if name["kind"] == "long" else "-") + name["name"] for name in argument["names"]]
    value = "" if argument["kind"] == "flag" else f" *{escaped(argument['valueName'])}*"
    return ", ".join(f"**{name}**{value}" for name in names)


def synopsis(path, command):
    words = [f"**{' '.join(path)}**"]
    for argument in shown(command.get("arguments", [])):
        if argument["kind"] != "positional" and argument["preferredName"]["name"] in ("help", "version"):
            continue
        word = spelled(argument).split(", ")[-1]
        dots = " ..." if argument["isRepeating"] else ""
        words.append(f"[{word}]{dots}" if argument["isOptional"] else word + dots)
    if shown(command.get("subcommands", [])):
        words.append("*command*")
    return " ".join(words)


def sentence(argument):
    text = escaped(argument.get("abstract", ""))
    if argument.get("allValues"):
        text += " One of " + ", ".join(f"**{escaped(value)}**" for value in argument["allValues"]) + "."
    if argument.get("defaultValue") and argument["kind"] != "flag":
        text += f" By default **{escaped(argument['defaultValue'])}**."
    return text


def options(command):
    arguments = [argument for argument in shown(command.get("arguments", []))]
    return "".join(f"{spelled(argument)}\n: {sentence(argument)}\n\n" for argument in arguments)


def description(command):
    return "\n\n".join(escaped(command[key]) for key in ("abstract", "discussion") if command.get(key)) + "\n"


def row(line):
    """The cells of a line of a table."""
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]]


def listed(table):
    """A table as a list of what its first column names: a terminal is too narrow for columns with sentences in them."""
    header, _, *rows = map(row, table)
    for first, *rest in rows:
        named = zip(header[1:], rest) if len(rest) > 1 else [("", rest[0])]
        words = "; ".join(f"{name}: {cell}" if name else cell for name, cell in named if cell)
        yield from ([f"{first}", f": {words}", ""])


class Prose:
    """What the file of a page says: what it is about, an introduction, and chapters; nothing where there is no file."""

    def __init__(self, page):
        path = source(page)
        text = path.read_text() if path.exists() else ""
        about = re.match(r"# \S+\(\d\): (.*)\n", text)
        self.abstract = about[1] if about else ""
        self.introduction, self.chapters = "", ""
        for line in self.lines(text[about.end() :] if about else text):
            if self.chapters or line.startswith("# "):
                self.chapters += line + "\n"
            else:
                self.introduction += line + "\n"

    @staticmethod
    def lines(text):
        """The text with `## ` as a section of the page, and without tables."""
        table, fenced = [], False
        for line in [*text.splitlines(), ""]:
            fenced ^= line.lstrip().startswith("```")
            if not fenced and line.lstrip().startswith("|"):
                table.append(line)
                continue
            if table:
                yield from listed(table)
                table = []
            heading = None if fenced else re.match(r"##(#*) (.*)", line)
            if heading:
                line = f"#{heading[1]} {heading[2]}" if heading[1] else f"# {heading[2].upper()}"
            yield line


def source(page):
    """The file with the prose of a page."""
    return HERE / f"{page[0]}.{page[1]}.md"


def command_page(command, page):
    path = ["starbridge", command["commandName"]]
    inner = shown(command.get("subcommands", []))
    lines = [synopsis(path + [each["commandName"]], each) for each in inner] or [synopsis(path, command)]
    text = name_line(page[0], command["abstract"][0].lower() + command["abstract"][1:])
    text += "\n# SYNOPSIS\n\n" + "\n\n".join(lines) + "\n\n# DESCRIPTION\n\n" + description(command)
    if inner:
        text += "\n# COMMANDS\n\n"
        for each in inner:
            text += f"## {' '.join(path[1:])} {each['commandName']}\n\n{description(each)}\n{options(each)}"
    else:
        text += "\n# OPTIONS\n\n" + options(command)
    return text + "\n" + Prose(page).chapters


def root_page(program):
    prose = Prose(ROOT)
    text = name_line(ROOT[0], prose.abstract)
    text += "\n# SYNOPSIS\n\n**starbridge** *command* [*option* ...]\n\n**starbridge**\n\n"
    text += f"# DESCRIPTION\n\n{prose.introduction}\n{escaped(program.root.get('discussion', ''))}\n\n# COMMANDS\n\n"
    for command in program.commands:
        text += f"**starbridge-{command['commandName']}**(1)\n: {escaped(command['abstract'])}\n\n"
    return text + "# OPTIONS\n\n" + options(program.root) + "\n" + prose.chapters


# Keys


def kind(key):
    """What stands under a key."""
    if "words" in key:
        return "one of " + ", ".join(f"**{escaped(word)}**" for word in key["words"])
    if "minimum" in key:
        return f"a number from {key['minimum']} to {key['maximum']}"
    words = {
        "text": "a text", "list of texts": "a list of texts", "text, or a list of them": "a text, or a list of them",
        "duration": "a length of time", "path": "the path of a file", "distinguished name": "a distinguished name",
    }
    if key["kind"] in words:
        return words[key["kind"]]
    return f"a {key['kind']}"


def key_entry(key):
    text = escaped(key["summary"]) + f" It is {kind(key)}."
    if "nested" in key:
        text += f" See \"Keys of {escaped(key['nested'])}\"."
    if key["required"]:
        text += " It must be there."
    elif "default" in key:
        text += f" By default **{escaped(key['default'])}**."
    if "whenValue" in key:
        text += f" Only where **{escaped(key['when'])}** is **{escaped(key['whenValue'])}**."
    elif "when" in key:
        text += f" Only where **{escaped(key['when'])}** is left out."
    if key["formerly"]:
        text += " Formerly " + ", ".join(f"**{escaped(name)}**" for name in key["formerly"]) + "."
    return f"**{escaped(key['name'])}**\n: {text}\n\n"


def keys_text(keys):
    text, leading = "", {key["nested"]: key for key in keys if "nested" in key}
    for section in dict.fromkeys(key["section"] for key in keys):
        text += f"# KEYS OF {escaped(section)}\n\n" if section else "# KEYS OF THE FILE\n\n"
        if section in leading:
            text += escaped(leading[section]["summary"]) + "\n\n"
        elif section.endswith(".*"):
            text += f"What may stand under each key of {escaped(section[:-2])}.\n\n"
        text += "".join(key_entry(key) for key in keys if key["section"] == section)
    return text


def configuration_page(program):
    prose = Prose(CONFIGURATION)
    text = name_line(CONFIGURATION[0], prose.abstract) + "\n# SYNOPSIS\n\n*/etc/starbridge/starbridge.yaml*\n\n"
    return text + f"# DESCRIPTION\n\n{prose.introduction}\n{prose.chapters}\n" + keys_text(program.keys)


def plain_page(page):
    """A page that is prose alone."""
    prose = Prose(page)
    introduction = f"\n# DESCRIPTION\n\n{prose.introduction}" if prose.introduction.strip() else ""
    return name_line(page[0], prose.abstract) + introduction + "\n" + prose.chapters


def texts(program):
    """All pages as Markdown, by their names and sections."""
    pages = {ROOT: root_page(program), CONFIGURATION: configuration_page(program)}
    for command in program.commands:
        page = (f"starbridge-{command['commandName']}", 1)
        pages[page] = command_page(command, page)
    for path in sorted(HERE.glob("*.[1-9].md")):
        page = (path.name[:-5], int(path.name[-4]))
        if page not in pages:
            pages[page] = plain_page(page)
    return {page: title(*page, program.version) + "\n" + text + "\n" + see_also(pages, page) for page, text in pages.items()}


def main():
    program, folder = Program(sys.argv[1]), pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    for (name, section), text in texts(program).items():
        page = subprocess.run(["go-md2man"], input=text, check=True, capture_output=True, text=True).stdout
        # A heading begins a paragraph by itself, and code is bold: there is no font for it.
        page = re.sub(r"^(\.S[HS] .*\n)\.PP\n", r"\1", page, flags=re.MULTILINE).replace(r"\fB\fC", r"\fB")
        (folder / f"{name}.{section}").write_text(page)


if __name__ == "__main__":
    main()
