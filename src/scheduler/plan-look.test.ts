import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { KnownFile, LastPolled, Mark } from '../model/trigger-look.ts';
import { ExactDecimal, type Value } from '../model/value.ts';
import { types, type ValueType } from '../model/value-type.ts';
import { planFileLook, planPoll } from './plan-look.ts';

const files = { on: 'file', pattern: 'data/inbox/*.csv', stable: 10 } as const;
const file = (rest: Partial<KnownFile> = {}) => ({ path: 'data/inbox/a.csv', size: 1, modified: 5, ...rest });

test('a file is taken when it has been the same for long enough, and then never again', () => {
  const cases: readonly [string, KnownFile | undefined, Partial<KnownFile>, { taken: boolean; seenAt?: number }][] = [
    ['a new one is remembered', undefined, {}, { taken: false, seenAt: 100 }],
    ['too early', file({ seenAt: 91 }) as KnownFile, {}, { taken: false }],
    ['now', file({ seenAt: 90 }) as KnownFile, {}, { taken: true, seenAt: 90 }],
    ['it grew', file({ seenAt: 50 }) as KnownFile, { size: 2 }, { taken: false, seenAt: 100 }],
    ['it was touched', file({ seenAt: 50 }) as KnownFile, { modified: 6 }, { taken: false, seenAt: 100 }],
    ['taken already', file({ seenAt: 50, takenAt: 60 }) as KnownFile, {}, { taken: false }],
    ['replaced', file({ seenAt: 50, takenAt: 60 }) as KnownFile, { modified: 6 }, { taken: false, seenAt: 100 }],
    ['back again', file({ seenAt: 50, takenAt: 60, goneAt: 70 }) as KnownFile, {}, { taken: false, seenAt: 50 }],
    ['back again, never taken', file({ seenAt: 50, goneAt: 70 }) as KnownFile, {}, { taken: false, seenAt: 100 }],
    ['seen by a clock that went back', file({ seenAt: 500 }) as KnownFile, {}, { taken: false, seenAt: 100 }],
  ];
  for (const [name, known, found, expected] of cases) {
    const decision = planFileLook(files, { found: [file(found)], known: known === undefined ? [] : [known], now: 100 });
    assert.equal(decision.causes.length === 1, expected.taken, name);
    assert.equal(decision.files[0]?.seenAt, expected.seenAt, name);
    assert.equal(decision.files[0]?.goneAt, undefined, name);
  }
});

test('what is not there any more is remembered as gone, if it is of this pattern', () => {
  const known = [file({ seenAt: 1, takenAt: 2 }), file({ path: 'data/other/b.csv', seenAt: 1 })] as KnownFile[];
  const { files: changed } = planFileLook(files, { found: [], known, now: 100 });
  assert.deepEqual(changed, [{ ...known[0], goneAt: 100 }]);
});

test('however somebody looks, each state of a file that lasts is taken once, in the order of names', () => {
  const change = fc.record({
    path: fc.constantFrom('a', 'b', 'c'),
    size: fc.nat(2),
    after: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
      const present = new Map<string, number>();
      let known: KnownFile[] = [];
      let now = 0;
      const taken: string[] = [];
      const look = (): void => {
        const found = [...present].map(([path, size]) => file({ path: `data/inbox/${path}.csv`, size }));
        const decision = planFileLook(files, { found, known, now });
        const origins = decision.causes.map(({ origin }) => origin);
        assert.deepEqual(origins, origins.toSorted());
        taken.push(...origins);
        const changed = new Map(decision.files.map((one) => [one.path, one]));
        known = [...known.filter(({ path }) => !changed.has(path)), ...changed.values()];
      };
      for (const { path, size, after } of changes) {
        if (size === 0) present.delete(path);
        else present.set(path, size);
        look();
        now += after;
        look();
      }
      now += 10;
      look();
      const before = taken.length;
      for (let looks = 0; looks < 3; looks += 1) {
        now += 10;
        look();
      }
      assert.equal(taken.length, before, 'what has not changed is not taken again');
      const last = new Map(known.map((one) => [one.path, one]));
      for (const path of present.keys()) assert.notEqual(last.get(`data/inbox/${path}.csv`)?.takenAt, undefined);
    }),
  );
});

const poll = { on: 'poll', chain: 'a.Newest', every: 5 } as const;
const mark = (value: unknown, type = 'integer'): Mark => ({ value, type });
const last = (done: boolean, facts: object): LastPolled => ({
  done,
  facts: { on: 'poll', chain: 'a.Newest', ...facts },
});

test('a mark that has grown starts the job, with what was before', () => {
  interface Case {
    readonly value: Value;
    readonly type?: ValueType;
    readonly known?: Mark;
    readonly last?: LastPolled;
    /** What the job is told; nothing where it does not start. */
    readonly told?: object;
    /** Nothing where what is known stays. */
    readonly mark?: Mark;
  }
  const cases: Readonly<Record<string, Case>> = {
    'the first look is where it begins': { value: 7, mark: mark(7) },
    'an empty table is where it begins, too': { value: null, mark: mark(null) },
    'the first record of an empty table': { value: 1, known: mark(null), mark: mark(1), told: { mark: 1 } },
    'the same': { value: 7, known: mark(7) },
    smaller: { value: 6, known: mark(7) },
    'all is gone': { value: null, known: mark(7) },
    greater: { value: 8, known: mark(7), mark: mark(8), told: { mark: 8, previous: 7 } },
    'after a success': {
      ...{ value: 9, known: mark(8), last: last(true, { mark: 8, previous: 7 }), mark: mark(9) },
      told: { mark: 9, previous: 8 },
    },
    'after a failure the records before come again': {
      ...{ value: 9, known: mark(8), last: last(false, { mark: 8, previous: 7 }), mark: mark(9) },
      told: { mark: 9, previous: 7 },
    },
    'after a failure of the first': {
      ...{ value: 9, known: mark(8), last: last(false, { mark: 8 }), mark: mark(9), told: { mark: 9 } },
    },
    'another type begins anew': { value: '9', type: types.text, known: mark(8), mark: mark('9', 'text') },
    'decimals by their value': {
      ...{ value: new ExactDecimal('10.50'), type: types.decimal, known: mark('9.5', 'decimal') },
      ...{ mark: mark('10.5', 'decimal'), told: { mark: '10.5', previous: '9.5' } },
    },
  };
  for (const [name, { told, mark: expected, type = types.integer, ...seen }] of Object.entries(cases)) {
    const given = { known: seen.known, last: seen.last, value: seen.value, type, now: 100 };
    const decision = planPoll(poll, given);
    assert.deepEqual(decision.mark, expected, name);
    assert.deepEqual(decision.causes[0]?.facts, told && { on: 'poll', chain: 'a.Newest', ...told }, name);
  }
});
