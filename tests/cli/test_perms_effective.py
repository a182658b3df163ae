"""discred perms channel against the vectors, and against a second implementation on random guilds."""

import copy
import datetime
import json
import random
import unittest

import effective_reference as reference
import permscase

NOW = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.timezone.utc)
TYPES = {"text": 0, "voice": 2, "category": 4, "announcement": 5, "thread": 11, "stage": 13, "forum": 15}
PARENT_ID = "41771983423143000"


class EffectiveCase(permscase.PermsCase):
    def compute(self, guild, member, channel=None, parent=None):
        """What the program says."""
        args = ["--guild", self.file("guild.json", guild), "--member", self.file("member.json", member)]
        if channel:
            args += ["--channel", self.file("channel.json", channel)]
        if parent:
            args += ["--parent", self.file("parent.json", parent)]
        done = self.home.run("discred-perms", "channel", *args, "--json", "--at", "2026-05-01T12:00:00Z")
        self.assertEqual(done.status, 0, done.stderr)
        return json.loads(done.stdout)


def channel_objects(kind, overwrites):
    """The channel, and the parent of a thread."""
    channel = {"id": "41771983423143001", "type": kind, "name": "c", "permission_overwrites": overwrites}
    if kind not in reference.THREADS:
        return channel, None
    parent = channel | {"id": PARENT_ID, "type": 0}
    del channel["permission_overwrites"]
    return channel | {"parent_id": PARENT_ID}, parent


class Vectors(EffectiveCase):
    def test_every_vector_at_every_stage(self):
        for vector in permscase.vectors()["vectors"]:
            asked, expected = vector["input"], vector["expected"]
            guild = {"id": asked["guild_id"], "owner_id": asked["owner_id"], "roles": asked["roles"]}
            until = (NOW + datetime.timedelta(microseconds=1 if asked["timed_out"] else 0)).isoformat()
            member = {"user": {"id": asked["member_id"]}, "roles": asked["member_roles"],
                      "communication_disabled_until": until}
            channel = parent = None
            if asked["channel_type"]:
                channel, parent = channel_objects(TYPES[asked["channel_type"]], asked["overwrites"])
            with self.subTest(vector=vector["id"]):
                found = self.compute(guild, member, channel, parent)
                self.assertEqual(
                    [found[name] for name in ("base", "channel", "after_timeout", "effective", "effective_names")],
                    [expected[name] for name in ("base", "channel", "after_timeout", "final", "final_names")])


class Dice:
    """Random guilds that are likely to meet every rule."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def id(self):
        return str(self.random.randrange(10**16, 2**64))

    def value(self):
        """Few bits, many, or those that rules speak of; seldom ADMINISTRATOR."""
        value = self.random.choice([0, self.random.getrandbits(64), self.random.getrandbits(53),
                                    self.random.getrandbits(64) & self.random.getrandbits(64)])
        for bit in reference.BITS.values():
            value |= self.random.getrandbits(1) << bit
        return str(value if self.chance(5) else value & ~8)

    def guild(self):
        guild_id = self.id()
        roles = [{"id": role, "permissions": self.value(), "name": "r"}
                 for role in [guild_id, *(self.id() for _ in range(self.random.randrange(5)))]]
        self.random.shuffle(roles)
        return {"id": guild_id, "owner_id": self.id(), "roles": roles}

    def member(self, guild):
        held = [role["id"] for role in guild["roles"] if self.chance(50)]
        held += [self.id() for _ in range(self.chance(20))]
        held += held[:1] if self.chance(20) else []
        until = self.random.choice([None, (NOW + datetime.timedelta(seconds=self.random.choice([-1, 0, 1]))).isoformat()])
        return {"user": {"id": guild["owner_id"] if self.chance(5) else self.id()}, "roles": held,
                "communication_disabled_until": until}

    def overwrites(self, guild, member):
        ids = [role["id"] for role in guild["roles"]] + member["roles"] + [member["user"]["id"], self.id()]
        pairs = {(one, self.random.randrange(2)) for one in self.random.sample(ids, self.random.randrange(len(ids) + 1))}
        if self.chance(50):
            pairs.add((member["user"]["id"], 1))
        return [{"id": one, "type": kind, "allow": self.value(), "deny": self.value()} for one, kind in sorted(pairs)]

    def situation(self):
        """(guild, member, channel, parent)"""
        guild = self.guild()
        member = self.member(guild)
        if self.chance(10):
            return guild, member, None, None
        kind = self.random.choice([0, 2, 4, 5, 10, 11, 12, 13, 15, 16])
        return guild, member, *channel_objects(kind, self.overwrites(guild, member))


class SecondOpinion(EffectiveCase):
    def names(self, value):
        rows = {int(row["bit"]): row["name"] for row in permscase.table()}
        held = [bit for bit in range(64) if value >> bit & 1]
        return ([rows[bit] for bit in held if bit in rows] +
                ["UNKNOWN_BIT_%d" % bit for bit in held if bit not in rows])

    def without_reasons(self, guild, member, overwrites, missing):
        """All that the reasons of one permission name, undone: then it must be there."""
        bit = int(missing["value"])
        guild, member, overwrites = copy.deepcopy((guild, member, overwrites))
        for reason in missing["reasons"]:
            if reason["reason"] == "not_granted":
                everyone = next(role for role in guild["roles"] if role["id"] == guild["id"])
                everyone["permissions"] = str(int(everyone["permissions"]) | bit)
            elif reason["reason"] == "timeout":
                member["communication_disabled_until"] = None
            elif reason["reason"] == "overwrite":
                kind = 1 if reason["type"] == "member" else 0
                denying = [one for one in overwrites if (one["id"], one["type"]) == (reason["id"], kind)]
                self.assertTrue(any(int(one["deny"]) & bit for one in denying), reason)
                for one in denying:
                    one["deny"] = str(int(one["deny"]) & ~bit)
        return guild, member, overwrites

    def check_reasons(self, situation, found):
        guild, member, channel, parent = situation
        overwrites = (parent or channel or {}).get("permission_overwrites", [])
        value = reference.effective(*situation, NOW)[3]
        self.assertEqual([one["name"] for one in found["missing"]],
                         [name for name in self.names(reference.ALL & ~value)])
        for missing in found["missing"]:
            bit = int(missing["value"])
            kinds = {reason["reason"] for reason in missing["reasons"]}
            if kinds & {"needs", "thread"}:
                self.assertEqual(len(missing["reasons"]), 1)
                self.assertTrue(int(found["after_timeout"]) & bit, missing)
                if "needs" in kinds:
                    self.assertNotIn(missing["reasons"][0]["permission"], found["effective_names"])
                continue
            self.assertTrue(kinds, missing)
            mended = self.without_reasons(guild, member, overwrites, missing)
            everything = reference.base_permissions(*mended[:2])[1]
            stage = reference.overwritten(reference.base_permissions(*mended[:2])[0], *mended)
            self.assertTrue(everything or stage & bit, (missing, situation))

    def test_random_guilds(self):
        dice = Dice(20260501)
        met = set()
        for _ in range(200):
            situation = dice.situation()
            found = self.compute(*situation)
            base, channel, after_timeout, value = reference.effective(*situation, NOW)
            self.assertEqual(
                [found[name] for name in ("base", "channel", "after_timeout", "effective", "effective_names")],
                [str(base), None if channel is None else str(channel), str(after_timeout), str(value),
                 self.names(value)], situation)
            self.check_reasons(situation, found)
            met |= {reason["reason"] + reason.get("type", "") for one in found["missing"] for reason in one["reasons"]}
        self.assertEqual(met, {"not_granted", "overwriteeveryone", "overwriterole", "overwritemember", "timeout",
                               "thread", "needs"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
