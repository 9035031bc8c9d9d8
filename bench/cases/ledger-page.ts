import type pg from 'pg';
import { makePartitions } from '../../src/store/partitions.ts';
import { defineCase } from '../define-case.ts';
import { careless, type ServedWorkspace, withWorkspace } from '../serve-workspace.ts';
import { trivialChain } from '../trivial-chain.ts';

const jobs = 200;
const rowsEach = 10_000;
const months = 14;
const rounds = 21;

const definitions = `kind: workspace\nname: bench\n---${trivialChain}${Array.from(
  { length: jobs },
  (_, at) => `---\nkind: job\nname: j${at}\nchain: c.Trivial\nschedule: { cron: "${at % 60} 4 * * *", zone: UTC }\n`,
).join('')}`;

const DAY = 86_400_000;

/** Past occurrences with the runs of the last of them, evenly over the months, in the partitions where they belong. */
async function fill(sql: pg.Pool): Promise<void> {
  const now = Date.now();
  const client = await sql.connect();
  try {
    for (let back = months + 1; back >= 0; back--) await makePartitions(client, now - back * 30 * DAY);
    await client.query(
      `insert into millrace.occurrences
         (id, workgroup_id, job, planned, origin, due, state, reason, definition_hash, attempt, attempts, late, run_id, created_at, ended_at)
       select gen_random_uuid(), w.id, 'j' || j.n, at.planned, 'schedule', at.planned,
         case when i.n % 97 = 0 then 'failed' else 'succeeded' end, case when i.n % 97 = 0 then 'It failed.' end,
         'hash', 1, '[]', 20, null, at.planned, at.planned + interval '1 s'
       from millrace.workgroups w, generate_series(0, $1::integer - 1) j (n), generate_series(1, $2::integer) i (n),
         lateral (select to_timestamp($3::float8) - (i.n * $4::float8 + j.n) * interval '1 s') at (planned)`,
      [jobs, rowsEach, Math.floor(now / 1000), (months * 30 * DAY) / 1000 / rowsEach],
    );
    await client.query(
      `insert into millrace.runs (id, workgroup_id, chain, trigger_kind, job, occurrence_id, planned, state, outcome,
         principal, parameters, effect_id, dry_run, zone, now, attempt, queued_at, started_at, ended_at)
       select overlay(gen_random_uuid()::text placing
           substring(lpad(to_hex((extract(epoch from o.planned) * 1000)::bigint), 12, '0') for 8) || '-'
           || substring(lpad(to_hex((extract(epoch from o.planned) * 1000)::bigint), 12, '0') from 9) from 1 for 13)::uuid,
         o.workgroup_id, 'c.Trivial', 'schedule', o.job, o.id, o.planned, 'ended', 'ok',
         '{"id":"service:workspace","kind":"service","name":"workspace","roles":[]}', '{}', o.id, false, 'UTC', o.planned, 1,
         o.planned, o.planned, o.planned
       from millrace.occurrences o where o.planned > to_timestamp($1::float8)`,
      [(now - 40 * DAY) / 1000],
    );
  } finally {
    client.release();
  }
  await sql.query('vacuum analyze');
}

/** What the page of a job asks for at once. */
const jobPage = (job: string): readonly string[] => [
  `/api/v1/jobs/${job}`,
  `/api/v1/jobs/${job}/occurrences?limit=200`,
  `/api/v1/jobs/${job}/occurrences?limit=50`,
  `/api/v1/jobs/${job}/preview?limit=400`,
  `/api/v1/jobs/${job}/backfills`,
  `/api/v1/runs?job=${job}&limit=50`,
];

const overview = (days: number): string => {
  const at = (offset: number): string => new Date(Date.now() + offset * DAY).toISOString();
  return `/api/v1/schedule?from=${at(-days)}&to=${at(1)}`;
};

async function milliseconds({ ask }: ServedWorkspace, places: (round: number) => readonly string[]): Promise<number[]> {
  const times: number[] = [];
  for (let round = -3; round < rounds; round++) {
    const start = performance.now();
    await Promise.all(places(round + 3).map(async (place) => (await ask(place)).arrayBuffer()));
    if (round >= 0) times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b);
}

const middle = (sorted: readonly number[]): number => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;

async function measure(served: ServedWorkspace) {
  await fill(served.sql);
  const page = await milliseconds(served, (round) => jobPage(`j${round}`));
  const single = await Promise.all(
    jobPage('j150').map(async (place) => middle(await milliseconds(served, () => [place]))),
  );
  const day = await milliseconds(served, () => [overview(1)]);
  const month = await milliseconds(served, () => [overview(30)]);
  const list = await milliseconds(served, () => ['/api/v1/jobs']);
  const older = new Date(Date.now() - 200 * DAY).toISOString();
  const back = await milliseconds(served, (round) => [`/api/v1/jobs/j${round}/occurrences?limit=200&before=${older}`]);
  return { page, single: Math.max(...single), day, month, list, back };
}

/** A ledger that has grown for more than a year. */
export const bench = defineCase({
  title: 'The page of a job over a ledger of 2,000,000 rows',
  method: `${jobs} jobs with ${rowsEach} occurrences each in ${months} monthly partitions, with the runs of the last 40 days (a seventh of a million). Everything that the page of a job asks of the API when it opens, at once, each time of another job: the job, its occurrences for table and charts, 400 instants ahead, backfills, runs. Beside it what the schedule page asks for a day and a month of all jobs, the list of jobs, and occurrences half a year back. Medians of ${rounds} rounds, over HTTP, signed in.`,
  async run() {
    const found = await withWorkspace(definitions, { tuning: careless }, measure);
    return [
      { what: 'everything on the page of a job', value: middle(found.page), unit: 'ms', target: 100 },
      { what: 'the same, the slowest time', value: found.page.at(-1) ?? Number.NaN, unit: 'ms' },
      { what: 'the slowest of its answers, asked alone', value: found.single, unit: 'ms' },
      { what: 'occurrences half a year back', value: middle(found.back), unit: 'ms' },
      { what: 'the schedule page, a day of all jobs', value: middle(found.day), unit: 'ms' },
      { what: 'the schedule page, a month of all jobs', value: middle(found.month), unit: 'ms' },
      { what: 'the list of all jobs', value: middle(found.list), unit: 'ms' },
    ];
  },
});
