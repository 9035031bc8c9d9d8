/** A server that is stopped over the instants of its jobs: what each of them does about it, and what is told. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTestDatabase } from '../../src/store/test-store.ts';
import { until } from '../acceptance/server.ts';
import { MovingClock } from '../scenarios/moving-clock.ts';
import { type Served, serve } from './served.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Eight in the morning in Singapore, which never moves its clocks, is midnight in UTC. */
const nextEight = (now: number): number => Math.ceil(now / DAY) * DAY;

const job = (run: string): string => `
---
kind: job
name: report-${run}
chain: sales.Report
params: { day: "=@today - 1" }
schedule: { cron: "0 8 * * *", zone: Asia/Singapore }
missed: { run: ${run}${run === 'none' ? '' : ', within: 5d'} }
overlap: queue-all`;

const files = {
  'all.yaml': `
kind: workspace
name: mill
mail: mail
alerts: [{ channel: ops }]
---
kind: connection
name: mail
type: smtp
url: file
---
kind: channel
name: ops
email: [ops@example.com]
---
kind: chainset
name: sales
chains:
  Report:
    params: { day: { type: date } }
    steps:
      - uses: records
        with: { columns: { day: date }, records: [{ day: =$day }] }
${job('latest')}${job('all')}${job('none')}
`,
};

const clock = new MovingClock();
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let server: Served;
const start = async (): Promise<void> => {
  server = await serve(files, { clock, database: database.url });
};

before(async () => {
  database = await createTestDatabase();
  await start();
  assert.deepEqual((await server.call('/api/v1/workspace')).body.problems, []);
  await until('the jobs are planned', async () => (await nextOf('latest')) !== undefined);
});
after(async () => {
  await server?.close();
  await database?.close();
});

const nextOf = async (run: string): Promise<string | undefined> =>
  (await server.call(`/api/v1/jobs/report-${run}`)).body.next[0];

/** Stops the server an hour before the next eight, starts it again so long after that, and gives that instant. */
async function stoppedOver(length: number): Promise<number> {
  const eight = nextEight(clock.now() + HOUR);
  clock.advance(eight - HOUR - clock.now());
  await server.close();
  clock.advance(HOUR + length);
  await start();
  return eight;
}

interface Row {
  readonly planned: string;
  readonly until?: string;
  readonly state: string;
  readonly late?: number;
  readonly run?: string;
  readonly reason?: string;
}

/** The rows from an instant on, oldest first, when nothing is open any more. */
async function rowsFrom(run: string, from: number): Promise<readonly Row[]> {
  let rows: readonly Row[] = [];
  await until(`report-${run} has rows that have ended`, async () => {
    const { body } = await server.call(`/api/v1/jobs/report-${run}/occurrences`);
    rows = body.occurrences.filter(({ planned }: Row) => Date.parse(planned) >= from);
    return rows.length > 0 && rows.every(({ state }) => ['succeeded', 'missed', 'failed'].includes(state));
  });
  return rows.toReversed();
}

const dayOf = async ({ run }: Row): Promise<string> =>
  (await server.call(`/api/v1/runs/${run}`)).body.parameters.day as string;

const singaporeDay = (instant: number): string => new Date(instant + 8 * HOUR).toISOString().slice(0, 10);

describe('a server that was stopped over one instant', () => {
  let eight: number;
  before(async () => {
    eight = await stoppedOver(90 * 60_000);
  });

  for (const run of ['latest', 'all']) {
    test(`runs it once after the start, late, for the day that was meant: ${run}`, async () => {
      const rows = await rowsFrom(run, eight);
      assert.equal(rows.length, 1);
      const [row] = rows;
      assert.ok(row);
      assert.deepEqual([Date.parse(row.planned), row.state], [eight, 'succeeded']);
      assert.ok((row.late ?? 0) >= 90 * 60_000, `${row.late}`);
      assert.equal(await dayOf(row), singaporeDay(eight - DAY));
      assert.equal(await nextOf(run), new Date(eight + DAY).toISOString());
    });
  }

  test('records it as missed, runs nothing, and says so: none', async () => {
    const rows = await rowsFrom('none', eight);
    assert.deepEqual(
      rows.map(({ planned, state, run }) => [Date.parse(planned), state, run]),
      [[eight, 'missed', undefined]],
    );
    assert.match(rows[0]?.reason ?? '', /No server was running, and the job runs no missed instants/);
    const { body } = await server.call('/api/v1/alerts');
    assert.deepEqual(
      body.alerts.map(({ job: of, kind }: { job: string; kind: string }) => [of, kind]),
      [['report-none', 'silent']],
    );
  });
});

describe('a server that was stopped over three instants', () => {
  let eight: number;
  before(async () => {
    eight = await stoppedOver(2 * DAY + HOUR);
  });

  const cases: readonly [run: string, rows: readonly [day: number, state: string, until?: number][]][] = [
    [
      'latest',
      [
        [0, 'missed', 1],
        [2, 'succeeded'],
      ],
    ],
    [
      'all',
      [
        [0, 'succeeded'],
        [1, 'succeeded'],
        [2, 'succeeded'],
      ],
    ],
    ['none', [[0, 'missed', 2]]],
  ];
  for (const [run, expected] of cases) {
    test(`has a fate for each of them: ${run}`, async () => {
      const rows = await rowsFrom(run, eight);
      const days = (text: string): number => (Date.parse(text) - eight) / DAY;
      assert.deepEqual(
        rows.map(({ planned, state, until: last }) =>
          last === undefined ? [days(planned), state] : [days(planned), state, days(last)],
        ),
        expected,
      );
      const ran = rows.filter(({ state }) => state === 'succeeded');
      assert.deepEqual(
        await Promise.all(ran.map(dayOf)),
        ran.map(({ planned }) => singaporeDay(Date.parse(planned) - DAY)),
      );
    });
  }
});
