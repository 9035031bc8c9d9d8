/**
 * Nobody is ever given a record or a masked value that they may not see, whatever is kept of a dataset: random policies
 * that change, people who ask at once, leave, page, sort and filter, records that change with and without a word, and
 * time that passes. The reference applies the policies naively to the records as they were at some moment.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { SimulatedClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { openDatasets } from '../../src/main/datasets.ts';
import { directRunsFor } from '../../src/main/direct-runs.fixture.ts';
import type { DatasetAnswer } from '../../src/model/dataset-query.ts';
import { localAdministrator, type Principal } from '../../src/model/principal.ts';
import { toJson } from '../../src/model/value-codec.ts';
import type { DataRecord } from '../../src/model/value.ts';
import { recordOf } from '../../src/model/value-type.ts';
import {
  attributeTypes,
  compareBy,
  conditions,
  declared,
  judge,
  type Rule,
  rule,
  shape,
  stored,
  user,
  valuesOf,
  visible,
} from './policy-cases.ts';

const ttl = 60_000;

/** What a question asks beside who asks it. */
interface Asked {
  readonly who: Principal;
  readonly filter?: string;
  readonly sort?: readonly string[];
  readonly page?: { readonly offset: number; readonly limit: number };
  readonly fresh?: boolean;
  /** True for somebody who leaves at once. */
  readonly leaves: boolean;
}

type Action =
  | { readonly kind: 'ask'; readonly asked: readonly Asked[] }
  /** Time passes: nothing, less than the ttl, into what may be served stale, beyond all. */
  | { readonly kind: 'wait'; readonly milliseconds: number }
  /** Records change; `told`: the tag is touched after it. */
  | { readonly kind: 'write'; readonly shift: number; readonly told: boolean }
  | { readonly kind: 'rule'; readonly rules: readonly Rule[] }
  /** Policies change while somebody asks. */
  | {
      readonly kind: 'rule and ask';
      readonly rules: readonly Rule[];
      readonly turns: number;
      readonly asked: readonly Asked[];
    };

const rules = fc.array(rule, { maxLength: 2 });

/** Somebody who may query the dataset at all. */
const staff = user.map((who): Principal => ({ ...who, roles: [...who.roles, 'staff'] }));

/** A few people who come again and again, so that they meet what is kept of each other. */
function questions(people: readonly Principal[]): fc.Arbitrary<Asked> {
  return fc
    .record({
      who: fc.constantFrom(...people),
      filter: fc.option(conditions(false), { nil: undefined, freq: 2 }),
      sort: fc.option(fc.constantFrom(['n desc', '_id'], ['w', '_id'], ['c', 'o desc', '_id']), { nil: undefined }),
      page: fc.option(fc.record({ offset: fc.integer({ min: 0, max: 5 }), limit: fc.integer({ min: 1, max: 9 }) }), {
        nil: undefined,
      }),
      fresh: fc.option(fc.constant(true), { nil: undefined, freq: 1 }),
      leaves: fc.integer({ min: 0, max: 7 }).map((dice) => dice === 0),
    })
    .map(({ who, leaves, ...rest }) => ({
      who,
      leaves,
      ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    }));
}

interface Scenario {
  readonly people: readonly Principal[];
  readonly first: readonly Rule[];
  readonly actions: readonly Action[];
}

const scenarios: fc.Arbitrary<Scenario> = fc
  .tuple(fc.array(staff, { minLength: 2, maxLength: 3 }), rules, rules)
  .chain(([people, first, second]) => {
    // Back and forth between two, so that what was kept under the one would fit again.
    const next = fc.constantFrom(first, second);
    const asked = fc.array(questions(people), { minLength: 1, maxLength: 5 });
    const action: fc.Arbitrary<Action> = fc.oneof(
      { weight: 6, arbitrary: asked.map((all): Action => ({ kind: 'ask', asked: all })) },
      {
        weight: 2,
        arbitrary: fc
          .constantFrom(0, ttl / 2, ttl + 1, 3 * ttl)
          .map((milliseconds): Action => ({ kind: 'wait', milliseconds })),
      },
      {
        weight: 2,
        arbitrary: fc
          .record({ shift: fc.integer({ min: 1, max: 9 }), told: fc.boolean() })
          .map((how): Action => ({ kind: 'write', ...how })),
      },
      { weight: 2, arbitrary: next.map((some): Action => ({ kind: 'rule', rules: some })) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(next, fc.integer({ min: 0, max: 8 }), asked)
          .map(([some, turns, all]): Action => ({ kind: 'rule and ask', rules: some, turns, asked: all })),
      },
    );
    return fc.array(action, { minLength: 4, maxLength: 10 }).map((actions) => ({ people, first, actions }));
  });

/** The records after some writes: who owns what, and what it costs, moves on. */
function shifted(shift: number): unknown[] {
  return stored.map((record, at) => {
    const other = stored[(at + shift) % stored.length]!;
    return { ...record, w: other.w, n: other.n, c: other.c };
  });
}

function textOf(name: string, current: readonly Rule[]): string {
  const where = { connection: 'shop', collection: name };
  const documents = [
    { kind: 'connection', name: 'shop', type: 'embedded' },
    { kind: 'role', name: 'staff', privileges: ['dataset:query'] },
    { kind: 'attributes', name: 'people', attributes: attributeTypes },
    ...current.map((one, at) => ({ kind: 'policy', name: `p${at}`, on: where, ...one })),
    {
      kind: 'chainset',
      name: 'test',
      chains: {
        Things: { steps: [{ uses: 'documents.read', with: { ...where, columns: declared, sort: ['_id'] } }] },
        Fill: {
          input: Object.fromEntries(Object.entries(declared).map(([field, type]) => [field, { type, optional: true }])),
          steps: [{ uses: 'documents.write', with: { ...where, mode: 'upsert', key: ['_id'] } }],
        },
      },
    },
    {
      kind: 'dataset',
      name: 'things',
      chain: 'test.Things',
      roles: ['staff'],
      cache: { ttl: '60s', stale: '60s', tags: ['things'] },
    },
  ];
  return documents.map((one) => JSON.stringify(one)).join('\n---\n');
}

/** A dataset over a real store, and everything that its records and policies ever were. */
class Stand {
  readonly clock: SimulatedClock;
  readonly #opened: Awaited<ReturnType<typeof directRunsFor>>;
  readonly #datasets: Awaited<ReturnType<typeof openDatasets>>;
  /** The records at every moment; the last are those of now. */
  readonly #history: DataRecord[][] = [];
  /** Where in the history answers have to start: what is older is known to be over. */
  #known = 0;
  /** The rules at every moment; the last are those of now. */
  readonly #ruled: (readonly Rule[])[] = [[]];
  #collection = 'things';
  /** How answers came about, to see that all ways were gone. */
  readonly seen = new Map<string, number>();

  constructor(
    opened: Awaited<ReturnType<typeof directRunsFor>>,
    datasets: Awaited<ReturnType<typeof openDatasets>>,
    clock: SimulatedClock,
  ) {
    this.clock = clock;
    this.#opened = opened;
    this.#datasets = datasets;
  }

  static async open(t: TestContext): Promise<Stand> {
    const opened = await directRunsFor(t, textOf('things', []));
    const clock = new SimulatedClock('2026-03-01T08:00:00Z');
    const datasets = await openDatasets({
      store: opened.store,
      live: opened.live,
      runs: opened.direct,
      directory: { current: (principal) => Promise.resolve(principal) },
      clock,
      logger: silentLogger,
      cacheSize: 10_000_000,
    });
    t.after(() => datasets.close());
    return new Stand(opened, datasets, clock);
  }

  /** A collection of its own for each scenario. */
  async begin(name: string, first: readonly Rule[]): Promise<void> {
    this.#collection = name;
    this.#history.length = 0;
    this.#known = 0;
    await this.rule(first);
    await this.write(0, true);
  }

  async write(shift: number, told: boolean): Promise<void> {
    const input = shifted(shift);
    const { direct } = this.#opened;
    const written = await direct.run({
      chain: 'test.Fill',
      parameters: {},
      input,
      principal: localAdministrator,
      trigger: { kind: 'manual' },
    });
    assert.equal(written.problem, undefined);
    this.#history.push(valuesOf(input));
    if (!told) return;
    await this.#datasets.invalidate(['things']);
    this.#known = this.#history.length - 1;
  }

  async rule(next: readonly Rule[]): Promise<void> {
    await writeFile(path.join(this.#opened.folder, 'workspace.yaml'), textOf(this.#collection, next));
    this.#ruled.push(next);
    await this.#opened.live.reload();
  }

  /** Somebody looks on for the whole scenario; the function that comes back ends that and says what was wrong. */
  watch(who: Principal): () => void {
    const wrong: string[] = [];
    const stop = this.#datasets.watch({ dataset: 'things', parameters: {}, principal: who }, (answer) => {
      this.seen.set('told', (this.seen.get('told') ?? 0) + 1);
      try {
        // Somebody who looks on may be told of records that are just being overtaken.
        this.#judge({ who, leaves: true }, answer, { ruled: this.#ruled.slice(-2), from: 0 });
      } catch (error) {
        wrong.push(String(error));
      }
    });
    return () => {
      stop();
      assert.deepEqual(wrong, []);
    };
  }

  /**
   * Asks, all at once or each some turns after the one before; each answer is what may be seen by the rules that held
   * meanwhile of what the records were at some moment that counts.
   */
  async ask(
    all: readonly Asked[],
    meanwhile?: { readonly rules: readonly Rule[]; readonly turns: number },
  ): Promise<void> {
    const asOf = this.#ruled.length - 1;
    const changed = meanwhile === undefined ? undefined : this.rule(meanwhile.rules);
    const answers: Promise<DatasetAnswer>[] = [];
    for (const one of all) {
      for (let turn = 0; turn < (meanwhile?.turns ?? 0); turn += 1) await setImmediate();
      answers.push(this.#query(one));
    }
    const settled = await Promise.all(answers);
    await changed;
    for (const [at, answer] of settled.entries())
      this.#judge(all[at]!, answer, { ruled: this.#ruled.slice(asOf), from: this.#known });
  }

  #query({ who, leaves, ...rest }: Asked): Promise<DatasetAnswer> {
    const leaving = new AbortController();
    const answer = this.#datasets.query({
      dataset: 'things',
      parameters: {},
      principal: who,
      signal: leaving.signal,
      ...rest,
    });
    if (leaves) leaving.abort();
    return answer;
  }

  #judge(
    asked: Asked,
    answer: DatasetAnswer,
    { ruled, from }: { ruled: readonly (readonly Rule[])[]; from: number },
  ): void {
    this.seen.set(answer.cache, (this.seen.get(answer.cache) ?? 0) + 1);
    if (asked.leaves && answer.outcome === 'cancelled') return;
    assert.equal(answer.problem, undefined, JSON.stringify(answer.problem));
    const json = (records: readonly DataRecord[]): string =>
      JSON.stringify(toJson([...records], { kind: 'list', item: recordOf(shape) }));
    const got = json(answer.records);
    const rightly = this.#history
      .slice(from)
      .flatMap((records) => ruled.map((current) => expected(asked, visible(records, current, asked.who), asked.who)));
    const found = rightly.find(({ records, total }) => json(records) === got && total === answer.total);
    assert.ok(found, `${JSON.stringify(asked)} was given ${answer.total}: ${got}, by ${answer.cache}`);
  }

  /** Lets what is read behind answers come to an end, so that scenarios do not meet. */
  async settle(): Promise<void> {
    await this.#opened.direct.settled();
  }
}

function expected(
  { filter, sort, page }: Asked,
  seen: readonly DataRecord[],
  who: Principal,
): { records: readonly DataRecord[]; total: number } {
  const keep = filter === undefined ? () => true : judge(filter);
  const kept = seen.filter((record) => keep(record, who) === true);
  const sorted = sort === undefined ? kept : kept.toSorted(compareBy(sort));
  const records = page === undefined ? sorted : sorted.slice(page.offset, page.offset + page.limit);
  return { records, total: kept.length };
}

const runs = Number(process.env['MILLRACE_TEST_RUNS'] ?? 50);

describe('a dataset with policies', () => {
  it('never gives anybody what they may not see, whatever is kept', async (t) => {
    const stand = await Stand.open(t);
    let scenario = 0;
    await fc.assert(
      fc.asyncProperty(scenarios, async ({ people, first, actions }) => {
        scenario += 1;
        await stand.begin(`things-${scenario}`, first);
        const stopWatching = stand.watch(people[0]!);
        for (const action of actions) {
          if (action.kind === 'ask') await stand.ask(action.asked);
          else if (action.kind === 'wait') stand.clock.advance(action.milliseconds);
          else if (action.kind === 'write') await stand.write(action.shift, action.told);
          else if (action.kind === 'rule') await stand.rule(action.rules);
          else await stand.ask(action.asked, action);
        }
        await stand.settle();
        stopWatching();
      }),
      { numRuns: runs },
    );
    t.diagnostic(
      `${scenario} scenarios; answers: ${[...stand.seen].map(([how, count]) => `${how} ${count}`).join(', ')}`,
    );
    for (const how of ['hit', 'miss', 'shared', 'stale', 'told'])
      assert.ok((stand.seen.get(how) ?? 0) > 0, `no answer was '${how}'`);
  });
});
