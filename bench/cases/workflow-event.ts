import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { workflowsFor } from '../../src/main/workflows.fixture.ts';
import { defineCase } from '../define-case.ts';
import { sideBySide } from '../timing.ts';

const instances = 32;
const eventsEach = 10;
const rounds = 5;

const hook = (name: string): string => `
  ${name}:
    input: { public: "record{count: integer}" }
    output: { count: integer }
    steps:
      - uses: derive
        with: { compute: { count: "coalesce(public.count, 0) + 1" } }
      - uses: select
        with: { fields: [count] }`;

const definitions = `
kind: workspace
name: bench
---
kind: role
name: clerk
privileges: ["workflow:*"]
---
kind: chainset
name: c
chains:
  Allow:
    input: { public: "record{count: integer}" }
    output: { allow: boolean }
    steps:
      - uses: derive
        with: { compute: { allow: "coalesce(public.count, 0) >= 0" } }
      - uses: select
        with: { fields: [allow] }${hook('Leave')}${hook('Pass')}${hook('Enter')}
---
kind: workflow
name: w
roles: { start: [clerk] }
data: { public: { count: integer } }
start: begin
initial: new
states:
  new: { on: { begin: { to: here } } }
  here:
    onExit: [{ chain: c.Leave, write: { public: merge } }]
    onEntry: [{ chain: c.Enter, write: { public: merge } }]
    on: { go: { to: here, guard: { chain: c.Allow }, onTransition: [{ chain: c.Pass, write: { public: merge } }] } }
`;

type Disposers = { after(dispose: () => Promise<void> | void): void };

async function measure(disposers: Disposers): Promise<{ ours: number; peer: number }> {
  const { workflows, people, store, direct } = await workflowsFor(disposers, definitions, { carl: ['clerk'] });
  const principal = people.carl;
  const ids = await Promise.all(
    Array.from({ length: instances }, async () => {
      const { instance, problem } = await workflows.start({ workflow: 'w', input: {}, principal });
      if (instance === undefined) throw new RangeError(problem?.message);
      return instance.id;
    }),
  );
  const ours = async (): Promise<void> => {
    await Promise.all(
      ids.map(async (instance) => {
        for (let at = 0; at < eventsEach; at++) {
          const { outcome, problem } = await workflows.send({ instance, name: 'go', input: {}, principal });
          if (outcome !== 'ok') throw new RangeError(problem?.message);
        }
      }),
    );
    await direct.settled();
  };
  const pool = new pg.Pool({ connectionString: store.url, max: 20 });
  try {
    return await sideBySide(rounds, ours, () => bareStatements(pool, ids));
  } finally {
    await pool.end();
  }
}

/** Claim, look for the task and the event, commit, and a row for each of the four runs. */
async function bareStatements(pool: pg.Pool, ids: readonly string[]): Promise<void> {
  await pool.query(
    'create table if not exists bare (id uuid primary key, state text, version integer, lease bigint, data jsonb)',
  );
  await pool.query('create table if not exists bare_history (id uuid primary key, instance uuid, entry jsonb)');
  await pool.query('create table if not exists bare_runs (id uuid primary key, instance uuid, run jsonb)');
  for (const id of ids)
    await pool.query("insert into bare values ($1, 'here', 1, 0, '{}') on conflict do nothing", [id]);
  const data = JSON.stringify({ count: 1, note: 'x'.repeat(400) });
  const one = async (id: string): Promise<void> => {
    await pool.query('update bare set lease = lease + 1 where id = $1 returning *', [id]);
    await pool.query('select * from bare_history where id = $1', [randomUUID()]);
    await pool.query(
      `with moved as (update bare set version = version + 1, data = $2 where id = $1 returning id)
       insert into bare_history select $3, id, $2 from moved`,
      [id, data, randomUUID()],
    );
    await pool.query('insert into bare_runs select unnest($1::uuid[]), $2, $3', [
      Array.from({ length: 4 }, () => randomUUID()),
      id,
      data,
    ]);
  };
  await Promise.all(
    ids.map(async (id) => {
      for (let at = 0; at < eventsEach; at++) await one(id);
    }),
  );
}

/** Events of a workflow, against the bare statements. */
export const bench = defineCase({
  title: 'Workflow events with a guard and three hooks',
  method: `${instances} instances get ${eventsEach} events each, side by side, each event with a chain as guard and one chain each in onExit, onTransition and onEntry that writes into the data; committed, with history and the records of the four runs. The peer sends the statements alone: claim, look-up, commit with history, four rows for runs. PostgreSQL of the tests, which does not wait for the disk; the median of ${rounds} rounds.`,
  async run() {
    const stack: (() => Promise<void> | void)[] = [];
    try {
      const { ours, peer } = await measure({ after: (dispose) => void stack.push(dispose) });
      const events = instances * eventsEach;
      return [
        { what: 'events per second', value: events / ours, unit: '/s', target: 300, atLeast: true },
        { what: 'the bare statements, events per second', value: events / peer, unit: '/s' },
        { what: 'ratio to the bare statements', value: ours / peer, unit: 'x' },
      ];
    } finally {
      for (const dispose of stack) await dispose();
    }
  },
});
