"""Measures lists of people, page by page."""
import json
import time
import urllib.request

from sites import memory, stat_cpu


def page(site, query):
    """One page of a list, and how long it took in milliseconds."""
    request = urllib.request.Request(f"{site.info['tenant_url']}/Users?count=200&{query}",
                                     headers={"Authorization": "Bearer " + site.info["secret_token"]})
    began = time.time()
    answer = json.load(urllib.request.urlopen(request, timeout=120))
    return answer, (time.time() - began) * 1000


def pages(site, cursors):
    """Lists everybody page by page and returns how many there were, how long it took, and slapd's seconds of CPU."""
    start, cursor, seen, began, used = 1, "", 0, time.time(), stat_cpu(site.slapd)
    while cursor is not None:
        answer, _ = page(site, f"cursor={cursor}" if cursors else f"startIndex={start}")
        got = len(answer.get("Resources", []))
        seen += got
        start += got
        more = answer.get("nextCursor") if cursors else ""
        cursor = more if cursors or got and start <= answer["totalResults"] else None
    return seen, time.time() - began, stat_cpu(site.slapd) - used


def listing(site, people):
    """Measures single pages and walks through all of them; returns the targets."""
    first = sorted(page(site, "startIndex=1")[1] for _ in range(5))[2]
    # Each is cut from the list that the page before had sorted.
    deep = sorted(page(site, f"startIndex={people * (i + 1) // 8 + 1}")[1] for i in range(5))[2]
    print(f"\nA page of 200 of {people:,} people: the first {first:.0f} ms, a deep one {deep:.0f} ms")
    total = page(site, "startIndex=1")[0]["totalResults"]
    for name, cursors in (("startIndex", False), ("cursor", True)):
        seen, seconds, used = pages(site, cursors)
        if seen != total:
            raise SystemExit(f"bench: {seen} of {total} people were listed by {name}")
        print(f"Listing {seen:,} people by {name}: {seconds:.1f} s, slapd's CPU {used:.1f} s")
    peak = memory(site.bridge, "VmHWM")
    print(f"The bridge's memory is at most {peak:.0f} MB")
    return [(f"{people:,} people: a deep page / the first page", deep / first, "<=", 1.5),
            (f"{people:,} people: memory while listing, MB", peak, "<=", 40)]
