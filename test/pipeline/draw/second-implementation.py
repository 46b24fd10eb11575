"""The draw written a second time, from pipeline/draw/README.md alone, with Python's standard library.

Reads a JSON list of {"works", "experts", "rules", "seed"} from standard input; prints a JSON list with, for each, the table of
the draw, the SHA-256 of the manifest and the ids of a sample of five works.
"""
import hashlib
import json
import re
import sys

UNSEEN, START = -2, -1


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def units(text):
    return text.encode('utf-16-be')


def cell(text):
    if re.match(r'[=@\t\r]|[+-](?!\d*([.,]\d+)?$)', text):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if re.search('[",\n\r;]', text) else text


class Generator:
    def __init__(self, seed, purpose):
        self.prefix = f'{seed},{purpose},'
        self.counter = 0

    def below(self, n):
        limit = 2**48 - 2**48 % n
        while True:
            x = int(sha(self.prefix + str(self.counter))[:12], 16)
            self.counter += 1
            if x < limit:
                return x % n


class Draw:
    def __init__(self, works, experts, rules, seed):
        self.works = sorted(works, key=lambda w: units(w['id']))
        self.experts = sorted(experts, key=lambda e: units(e['id']))
        self.rules, self.seed = rules, seed
        number = {e['id']: i for i, e in enumerate(self.experts)}
        self.rivals = [set() for _ in self.experts]
        for a, expert in enumerate(self.experts):
            for name in expert['conflicts']:
                b = number.get(name)
                if b is not None and b != a:
                    self.rivals[a].add(b)
                    self.rivals[b].add(a)
        self.place = None
        if rules['reciprocity'] == 'forbidden':
            schools = {w['school'] for w in works} | {e['school'] for e in experts}
            ring = sorted(schools, key=lambda s: sha(f'{seed},s,{s}'))
            self.place = {school: i for i, school in enumerate(ring)}
        largest = max([e.get('cap') or 0 for e in experts], default=0) or 1
        self.ceiling = [e.get('cap', float('inf')) for e in self.experts]
        self.share = [e.get('cap') or largest for e in self.experts]
        self.load = [0] * len(self.experts)
        self.eligible = {}
        self.holders = [[None] * rules['graders'] for _ in self.works]

    def may_grade(self, e, work):
        expert, school = self.experts[e], work['school']
        if work['subject'] not in expert['subjects'] or expert['years'] < self.rules['minYears'] or expert.get('cap') == 0:
            return False
        if school == expert['school'] or school in expert['otherSchools'] or school in expert['conflicts']:
            return False
        for f in self.rivals[e]:
            if school == self.experts[f]['school'] or school in self.experts[f]['otherSchools']:
                return False
        if self.place is not None:
            a, b, count = self.place[expert['school']], self.place[school], len(self.place)
            d = (b - a) % count
            return d > 0 and (2 * d < count or 2 * d == count and a < b)
        return True

    def who_may(self, w):
        work = self.works[w]
        key = work['school'], work['subject']
        if key not in self.eligible:
            self.eligible[key] = [e for e in range(len(self.experts)) if self.may_grade(e, work)]
        return self.eligible[key]

    def may_share(self, a, b):
        return a != b and self.experts[a]['school'] != self.experts[b]['school'] and b not in self.rivals[a]

    def fits(self, e, w, instead_of=None):
        return e in self.who_may(w) and all(self.may_share(e, x) for x in self.holders[w] if x is not None and x != instead_of)

    def has_room(self, e):
        return self.load[e] < self.ceiling[e]

    def give(self, w, r, e):
        if self.holders[w][r] is not None:
            self.load[self.holders[w][r]] -= 1
        self.holders[w][r] = e
        if e is not None:
            self.load[e] += 1

    def fill(self):
        pick = Generator(self.seed, 'pick')
        order = sorted(range(len(self.works)), key=lambda w: sha(f"{self.seed},w,{self.works[w]['id']}"))
        closed = set()
        for r in range(self.rules['graders']):
            for w in order:
                best = self.least_loaded(w)
                if best:
                    self.give(w, r, best[0 if len(best) == 1 else pick.below(len(best))])
                elif not self.fill_by_chain(w, r, closed) and any(self.rivals):
                    self.displace(w, r)

    def least_loaded(self, w):
        best = []
        for e in self.who_fit(w):
            if not self.has_room(e):
                continue
            d = self.load[e] * self.share[best[0]] - self.load[best[0]] * self.share[e] if best else -1
            if d < 0:
                best = [e]
            elif d == 0:
                best.append(e)
        return best

    def who_fit(self, w):
        return [e for e in self.who_may(w) if self.fits(e, w)]

    def fill_by_chain(self, w, r, closed):
        first = self.chain(self.who_fit(w), self.has_room, lambda e: self.fits(e, w), closed)
        if first is not None:
            self.give(w, r, first)
        return first is not None

    def displace(self, w, r):
        for other, h in enumerate(self.holders[w]):
            if h is None:
                continue
            before = self.who_fit(w)
            self.give(w, other, None)
            for b in self.who_fit(w):
                if b in before or self.experts[b]['school'] == self.experts[h]['school'] or not self.has_room(b):
                    continue
                self.give(w, r, b)
                best = self.least_loaded(w)
                if best:
                    self.give(w, other, best[0])
                    return
                if self.fill_by_chain(w, other, set()):
                    return
                self.give(w, r, None)
            self.give(w, other, h)

    def chain(self, starts, may_end, completes, closed):
        came = {e: START for e in starts if e not in closed}
        through, queue = {}, list(came)
        for a in queue:
            held = [(w, r) for w, row in enumerate(self.holders) for r, e in enumerate(row) if e == a]
            for w, r in held:
                for b in self.who_may(w):
                    if b in came or b in closed or not self.fits(b, w, instead_of=a):
                        continue
                    came[b], through[b] = a, (w, r)
                    if not may_end(b):
                        queue.append(b)
                        continue
                    first = self.carry_out(b, came, through, completes)
                    if first is not None:
                        return first
        closed.update(queue)
        return None

    def carry_out(self, end, came, through, completes):
        done, taker, good = [], end, True
        while came[taker] != START:
            giver, (w, r) = came[taker], through[taker]
            if self.holders[w][r] != giver or not self.fits(taker, w, instead_of=giver):
                good = False
                break
            done.append((w, r, giver))
            self.give(w, r, taker)
            taker = giver
        if good and completes(taker):
            return taker
        for w, r, giver in reversed(done):
            self.give(w, r, giver)
        return None

    def balance(self):
        closed = set()
        while True:
            top = None
            for e in range(len(self.experts)):
                if e in closed or self.load[e] == 0:
                    continue
                if top is None or self.load[e] * self.share[top] > self.load[top] * self.share[e]:
                    top = e
            if top is None:
                return
            load, share = self.load[top], self.share[top]
            self.chain([top], lambda b: self.has_room(b) and (self.load[b] + 1) * share < load * self.share[b], lambda e: True, closed)

    def mix(self):
        slots = [(w, r) for w, row in enumerate(self.holders) for r, e in enumerate(row) if e is not None]
        lists, members, meetings, met = {}, {}, {}, {}
        for w, r in slots:
            lists.setdefault(self.works[w]['subject'], []).append((w, r))
        for w, work in enumerate(self.works):
            members.setdefault(work['subject'], set()).update(self.who_may(w))
            held = [e for e in self.holders[w] if e is not None]
            for i, a in enumerate(held):
                for b in held[:i]:
                    key = work['subject'], frozenset((a, b))
                    met[key] = met.get(key, 0) + 1
                    meetings[work['subject']] = meetings.get(work['subject'], 0) + 1
        limit = {}
        for subject, group in members.items():
            possible = max(1, sum(1 for a in group for b in group if a < b and self.may_share(a, b)))
            limit[subject] = -(-meetings.get(subject, 0) // possible) + 3
        mix = Generator(self.seed, 'mix')
        for _ in range(4 * len(slots)):
            w, r = slots[mix.below(len(slots))]
            subject = self.works[w]['subject']
            v, s = lists[subject][mix.below(len(lists[subject]))]
            a, b = self.holders[w][r], self.holders[v][s]
            if w == v or a == b or not self.fits(b, w, instead_of=a) or not self.fits(a, v, instead_of=b):
                continue
            beside_a = [x for i, x in enumerate(self.holders[w]) if i != r and x is not None]
            beside_b = [y for i, y in enumerate(self.holders[v]) if i != s and y is not None]
            lost = [frozenset((a, x)) for x in beside_a] + [frozenset((b, y)) for y in beside_b]
            gained = [frozenset((b, x)) for x in beside_a] + [frozenset((a, y)) for y in beside_b]
            for pair in lost:
                met[subject, pair] = met.get((subject, pair), 0) - 1
            for pair in gained:
                met[subject, pair] = met.get((subject, pair), 0) + 1
            if any(met[subject, pair] > limit[subject] for pair in gained):
                for pair in lost:
                    met[subject, pair] += 1
                for pair in gained:
                    met[subject, pair] -= 1
                continue
            self.give(w, r, b)
            self.give(v, s, a)

    def table(self):
        self.fill()
        self.balance()
        self.mix()
        lines = ['work,expert,round\n']
        for work, row in zip(self.works, self.holders):
            lines += [f"{cell(work['id'])},{cell(self.experts[e]['id'])},{r + 1}\n" for r, e in enumerate(row) if e is not None]
        return ''.join(lines)


def manifest(request):
    """RFC 8785 for what a manifest holds: objects with ASCII keys, texts, whole numbers."""
    def each_sorted(names):
        return sorted(set(names), key=units)
    experts = [dict(e, **{key: each_sorted(e[key]) for key in ('subjects', 'otherSchools', 'conflicts')}) for e in request['experts']]
    value = {
        'algorithm': 'sverka-draw-1', 'rules': request['rules'],
        'works': sorted(request['works'], key=lambda w: units(w['id'])),
        'experts': sorted(experts, key=lambda e: units(e['id'])),
        'commitments': sorted(request.get('commitments', []), key=lambda c: units(c['school'])),
    }
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(',', ':'))


def sample(ids, seed, take):
    def ticket(name):
        return '{:064d}'.format(int(sha(sha(seed) + name), 16))[::-1]
    return sorted(ids, key=ticket)[:take]


if __name__ == '__main__':
    given = json.loads(sys.stdin.buffer.read().decode())
    sys.stdout.reconfigure(encoding='utf-8', newline='\n')
    print(json.dumps([{
        'table': Draw(request['works'], request['experts'], request['rules'], request['seed']).table(),
        'manifest': sha(manifest(request)),
        'sample': sample([work['id'] for work in request['works']], request['seed'], 5),
    } for request in given]))
