/** What `/metrics` says of jobs and the queue, on a server whose clock is moved, against the ledger itself. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../acceptance/server.ts';
import { MovingClock } from '../scenarios/moving-clock.ts';
import { type Partner, startPartner } from './alert-receiver.ts';
import { serve, type Served } from './served.ts';

const HOUR = 3_600_000;

const files = (address: string): Record<string, string> => ({
  'mill.yaml': `
kind: workspace
name: mill
alerts: [{ channel: ops }]
---
kind: channel
name: ops
webhook: { url: "${address}/hook" }
---
kind: chainset
name: c
chains:
  Good:
    steps: [{ uses: records, with: { records: [{ n: 1 }] } }]
  Bad:
    steps:
      - uses: http.request
        with: { url: "${address}/broken", columns: { n: integer } }
---
{ kind: job, name: good, chain: c.Good, schedule: { cron: "0 * * * *", zone: UTC }, missed: { run: latest, within: 9h } }
---
{ kind: job, name: bad, chain: c.Bad, schedule: { cron: "0 * * * *", zone: UTC }, retry: { attempts: 2, wait: 1ms }, pause: { after: 1 } }
`,
});

const clock = new MovingClock();
let partner: Partner;
let served: Served;

before(async () => {
  partner = await startPartner();
  partner.moods.set('/broken', 'fails');
  served = await serve(files(partner.address), { clock, settings: { MILLRACE_NODE_LEASE: '30' } });
  const { body } = await served.call('/api/v1/workspace');
  assert.deepEqual(body.problems, []);
});
after(async () => {
  await served?.close();
  await partner?.close();
});

/** The metrics by name and labels: `millrace_nodes{role="web"}`. */
async function scrape(): Promise<ReadonlyMap<string, number>> {
  const { body } = await served.anonymously('/metrics');
  const lines = String(body)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

interface Row {
  readonly state: string;
  readonly late: number;
  readonly attempts: readonly unknown[];
  readonly run?: string;
}

const ledger = async (job: string): Promise<readonly Row[]> =>
  (await served.call(`/api/v1/jobs/${job}/occurrences?limit=100`)).body.occurrences;

describe('the metrics of jobs', () => {
  test('say what the ledger says', async () => {
    clock.advance(Math.ceil(clock.now() / HOUR) * HOUR + 250 - clock.now());
    await until('both have ended', async () => {
      const [good, bad] = [await ledger('good'), await ledger('bad')];
      return good[0]?.state === 'succeeded' && bad[0]?.state === 'failed';
    });
    const [good, bad] = [await ledger('good'), await ledger('bad')];
    clock.advance(6_000);
    const metrics = await scrape();
    const count = (rows: readonly Row[], state: string): number => rows.filter((row) => row.state === state).length;
    assert.equal(metrics.get('millrace_occurrences_total{job="good",state="succeeded"}'), count(good, 'succeeded'));
    assert.equal(metrics.get('millrace_occurrences_total{job="bad",state="failed"}'), count(bad, 'failed'));
    assert.equal(metrics.get('millrace_job_attempts_total{job="bad",kind="first"}'), 1);
    assert.equal(metrics.get('millrace_job_attempts_total{job="bad",kind="retry"}'), bad[0]!.attempts.length - 1);
    assert.equal(metrics.get('millrace_occurrence_lateness_seconds_count{job="good"}'), 1);
    assert.equal(metrics.get('millrace_occurrence_lateness_seconds_sum{job="good"}'), good[0]!.late / 1000);
    assert.equal(metrics.get('millrace_job_pauses_total{job="bad"}'), 1);
    assert.equal(metrics.get('millrace_jobs_paused'), 1);
    assert.equal(metrics.get('millrace_alerts_firing{kind="failed"}'), 1);
    assert.equal(metrics.get('millrace_nodes{role="scheduler"}'), 1);
    assert.equal(metrics.get('millrace_cluster_read_up'), 1);
    assert.ok((metrics.get('millrace_scheduler_look_age_seconds') ?? 99) < 60);
    assert.equal(metrics.get('millrace_queue_oldest_seconds{lane="usual"}'), undefined);
    const { body: run } = await served.call(`/api/v1/runs/${good[0]!.run}`);
    assert.equal(run.trace, undefined, 'without a collector nothing is traced');
  });

  test('say what became of the instants that nothing ran at', async () => {
    const before = (await ledger('good')).length;
    clock.advance(5 * HOUR);
    await until('the latest has run', async () => {
      const rows = await ledger('good');
      return rows.length > before && rows[0]?.state === 'succeeded';
    });
    clock.advance(6_000);
    const [metrics, rows] = [await scrape(), await ledger('good')];
    const states = [...new Set(rows.map(({ state }) => state))];
    assert.ok(states.length > 1, `only ${states.join()}`);
    for (const state of states) {
      const expected = rows.filter((row) => row.state === state).length;
      assert.equal(metrics.get(`millrace_occurrences_total{job="good",state="${state}"}`), expected, state);
    }
  });
});
