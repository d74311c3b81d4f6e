#!/usr/bin/env python3
"""Writes Sources/LDAP/Preparation/PreparationTable.swift: how RFC 4518 prepares text, by the Unicode 3.2 that it names.

    Deploy/unicode/preparation.py > Sources/LDAP/Preparation/PreparationTable.swift

Needs nothing but the standard library, which has the tables of that version. A test compares what this prints with the file.
"""
import stringprep
import unicodedata

unicode = unicodedata.ucd_3_2_0
HANGUL = range(0xAC00, 0xD7A4)
SPACES = {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x85}
# RFC 4518 section 2.2: what is mapped to nothing.
DROPPED = [
    (0x00, 0x08), (0x0E, 0x1F), (0x7F, 0x84), (0x86, 0x9F), (0xAD, 0xAD), (0x034F, 0x034F), (0x06DD, 0x06DD), (0x070F, 0x070F),
    (0x1806, 0x1806), (0x180B, 0x180E), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2063), (0x206A, 0x206F), (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF), (0xFFF9, 0xFFFC), (0x1D173, 0x1D17A), (0xE0001, 0xE0001), (0xE0020, 0xE007F),
]
CODE_POINTS = [x for x in range(0x110000) if not 0xD800 <= x < 0xE000]


def code_points(text):
    return tuple(ord(x) for x in text)


def is_assigned(x):
    return unicode.category(chr(x)) != "Cn"


def decomposition(text):
    """NFKD, but with the syllables of Hangul whole: they are taken apart by arithmetic."""
    return tuple(y for x in text for y in ((ord(x),) if ord(x) in HANGUL else code_points(unicode.normalize("NFKD", x))))


def mappings():
    """What a character becomes whether case counts or not."""
    table = {x: () for first, last in DROPPED for x in range(first, last + 1)}
    for x in CODE_POINTS:
        if x in SPACES or (x > 0x20 and x not in table and unicode.category(chr(x)) in ("Zs", "Zl", "Zp")):
            table[x] = (0x20,)
        elif x not in table and (decomposed := decomposition(chr(x))) != (x,):
            table[x] = decomposed
    return table


def foldings(mapped):
    """What a character becomes where case does not count (RFC 3454 table B.2), if that is something else."""
    table = {}
    for x in CODE_POINTS:
        if x < 0x80 or mapped.get(x) in ((), (0x20,)):
            continue
        # Python folds by the Unicode of its own, so whatever came later is left out.
        folded = decomposition(stringprep.map_table_b2(chr(x))) if is_assigned(x) else (x,)
        if not all(is_assigned(y) for y in folded):
            continue
        if folded != mapped.get(x, (x,)):
            table[x] = folded
    return table


def compositions():
    """Pairs of characters that are one composed character."""
    table = {}
    for x in CODE_POINTS:
        parts = unicode.decomposition(chr(x)).split()
        if len(parts) == 2 and not parts[0].startswith("<") and x not in HANGUL and unicode.normalize("NFC", chr(x)) == chr(x):
            table[(int(parts[0], 16), int(parts[1], 16))] = x
    return table


def ranges(table):
    """`(first, last, replacement)`, where single characters that follow one another become single ones that do too."""
    result = []
    for x, value in sorted(table.items()):
        if result:
            first, last, replacement = result[-1]
            follows = value == replacement if replacement in ((), (0x20,)) else (
                len(value) == len(replacement) == 1 and value[0] == replacement[0] + x - first)
            if x == last + 1 and follows:
                result[-1] = (first, x, replacement)
                continue
        result.append((x, x, value))
    return result


def entries(table):
    for first, last, replacement in ranges(table):
        key = f"{first:x}" if first == last else f"{first:x}-{last:x}"
        yield f"{key}:{'.'.join(f'{x:x}' for x in replacement)}"


def classes():
    result = []
    for x in CODE_POINTS:
        number = unicode.combining(chr(x))
        if not number:
            continue
        if result and result[-1][1] == x - 1 and result[-1][2] == number:
            result[-1][1] = x
        else:
            result.append([x, x, number])
    for first, last, number in result:
        yield f"{first:x}:{number:x}" if first == last else f"{first:x}-{last:x}:{number:x}"


def show(name, comment, words):
    print(f"    /// {comment}\n    static let {name}: StaticString = \"\"\"")
    line = "       "
    for word in words:
        if len(line) + 1 + len(word) > 116:
            print(line + " \\")
            line = "       "
        line += " " + word
    print(line + "\n        \"\"\"\n")


def main():
    mapped = mappings()
    print("// Written by Deploy/unicode/preparation.py; not to be changed by hand.\n")
    print("/// How RFC 4518 prepares text, by Unicode 3.2.\n///")
    print("/// Entries are parted by spaces: a character or a range of them, a colon, and what it becomes, in hexadecimal digits.")
    print("/// A range becomes a range, nothing, or a space.\nenum PreparationTable {")
    show("mappings", "What a character becomes: nothing, a space, or its compatibility decomposition.", entries(mapped))
    show("foldings", "What a character becomes instead where case does not count.", entries(foldings(mapped)))
    show("classes", "The canonical combining classes of marks.", classes())
    pairs = {}
    for (first, second), composed in compositions().items():
        pairs.setdefault(second, []).append((first, composed))
    show(
        "compositions", "For a second character: each first one and what both are together.",
        (f"{second:x}:" + ",".join(f"{a:x}.{b:x}" for a, b in sorted(list_)) for second, list_ in sorted(pairs.items())))
    print("}")


main()
