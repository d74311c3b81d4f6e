"""Plants a fault of every kind, and sees that the checker finds it: `python3 -m unittest` in this folder."""
import copy
import unittest

from checker import FAULTS, Checker, Directory, Person
from history import Call, membership

STAFF = membership("staff")
ADA = {"title": "Engineer", "active": True}


def call(kind, number, status=200, writes=None, **more):
    more = {"retry_after": "1" if status == 503 else None} | more
    return Call(0, kind, "ada", number, number + 0.5, status, writes=writes or {}, **more)


def directories(attributes, identifier="id-1"):
    return [Directory(name, {"ada": [Person(identifier, dict(attributes))]}) for name in ("one", "two", "three")]


class CheckerTests(unittest.TestCase):
    """Each test is one history, and what the directories hold after it."""

    def kinds(self, calls, found, disturbed=()):
        self.checker = Checker({"ada": ADA}, disturbed)
        return {fault.kind for fault in self.checker.check(calls, found)}

    def test_nothing_is_wrong_with_what_was_acknowledged(self):
        calls = [call("patch", 1, writes={"title": "Boss"}), call("join", 2, writes={STAFF: True}),
                 call("disable", 3, writes={"active": False})]
        self.assertEqual(self.kinds(calls, directories({"title": "Boss", STAFF: True, "active": False})), set())

    def test_a_later_write_replaces_an_earlier_one(self):
        calls = [call("patch", 1, writes={"title": "Boss"}), call("patch", 2, writes={"title": "Chair"})]
        self.assertEqual(self.kinds(calls, directories(ADA | {"title": "Chair"})), set())

    def test_an_unknown_outcome_may_be_either(self):
        for status in (0, 503):
            calls = [call("patch", 1, status, writes={"title": "Boss"})]
            for title in ("Engineer", "Boss"):
                self.assertEqual(self.kinds(calls, directories(ADA | {"title": title})), set())

    def test_a_lost_write_is_found(self):
        self.assertEqual(self.kinds([call("patch", 1, writes={"title": "Boss"})], directories(ADA)), {"lost"})

    def test_a_lost_write_in_one_directory_is_found(self):
        found = directories(ADA | {"title": "Boss"})
        found[2].people["ada"][0].attributes["title"] = "Engineer"
        self.assertEqual(self.kinds([call("patch", 1, writes={"title": "Boss"})], found), {"lost", "diverged"})

    def test_an_unknown_write_from_before_does_not_excuse_a_lost_one(self):
        calls = [call("patch", 1, 503, writes={"title": "Boss"}), call("patch", 2, writes={"title": "Chair"})]
        self.assertEqual(self.kinds(calls, directories(ADA | {"title": "Boss"})), {"lost"})

    def test_a_refused_write_that_was_made_is_found(self):
        calls = [call("patch", 1, 429, writes={"title": "Boss"}, retry_after="1")]
        self.assertEqual(self.kinds(calls, directories(ADA | {"title": "Boss"})), {"lost"})

    def test_a_lost_person_is_found(self):
        found = [Directory("one", {})]
        self.assertEqual(self.kinds([], found), {"lost"})

    def test_a_person_who_stands_twice_is_found(self):
        found = directories(ADA)
        for directory in found:
            directory.people["ada"].append(Person("id-2", dict(ADA)))
        self.assertEqual(self.kinds([], found), {"doubled"})

    def test_an_early_acknowledgement_is_found(self):
        calls = [call("patch", 1, writes={"title": "Boss"}), call("look-up", 2, shown=ADA)]
        found = directories(ADA | {"title": "Boss"})
        self.assertEqual(self.kinds(calls, found), {"early"})
        self.assertEqual(self.kinds(calls[:1] + [call("look-up", 2, shown=None)], found), {"early"})

    def test_a_directory_that_took_over_may_be_behind(self):
        calls = [call("patch", 1, writes={"title": "Boss"}), call("look-up", 2, shown=ADA)]
        self.assertEqual(self.kinds(calls, directories(ADA | {"title": "Boss"}), disturbed=[(0, 3)]), set())
        self.assertEqual(self.checker.counts["look-ups behind a directory that took over"], 1)

    def test_a_disabled_person_who_is_enabled_is_found(self):
        self.assertEqual(self.kinds([call("disable", 1, writes={"active": False})], directories(ADA)), {"enabled"})

    def test_a_lost_member_is_found(self):
        self.assertEqual(self.kinds([call("join", 1, writes={STAFF: True})], directories(ADA)), {"member"})

    def test_a_member_who_came_back_is_found(self):
        calls = [call("join", 1, writes={STAFF: True}), call("leave", 2, writes={STAFF: False})]
        self.assertEqual(self.kinds(calls, directories(ADA | {STAFF: True})), {"member"})

    def test_a_member_whom_nobody_added_is_found(self):
        self.assertEqual(self.kinds([], directories(ADA | {STAFF: True})), {"member"})

    def test_a_changed_id_is_found(self):
        calls = [call("look-up", 1, shown=ADA, identifier="id-1")]
        self.assertEqual(self.kinds(calls, directories(ADA, "id-2")), {"identifier"})
        self.assertEqual(self.kinds(calls + [call("patch", 2, identifier="id-2")], directories(ADA)), {"identifier"})

    def test_an_answer_without_retry_after_is_found(self):
        self.assertEqual(self.kinds([call("patch", 1, 503, retry_after=None)], directories(ADA)), {"answer"})
        self.assertEqual(self.kinds([call("patch", 1, 500, retry_after=None)], directories(ADA)), {"answer"})
        self.assertEqual(self.kinds([call("patch", 1, 404, retry_after=None)], directories(ADA)), {"answer"})

    def test_a_conflict_is_an_answer_where_an_earlier_call_may_have_made_the_person(self):
        new = call("create", 1, 409)
        self.assertEqual(self.kinds([new], directories(ADA)), set())
        new.subject = "bob"
        self.assertEqual(self.kinds([new], directories(ADA)), {"answer"})

    def test_directories_that_differ_are_found(self):
        found = directories(ADA)
        found[1] = copy.deepcopy(found[1])
        found[1].people["ada"][0].identifier = "id-2"
        self.assertEqual(self.kinds([], found), {"diverged"})

    def test_every_kind_of_fault_has_words(self):
        self.assertEqual(set(FAULTS), {"lost", "doubled", "early", "enabled", "member", "identifier", "answer", "diverged"})


if __name__ == "__main__":
    unittest.main()
