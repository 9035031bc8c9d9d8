import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schemas } from '../api/client.ts';
import { attentionOf } from './attention.ts';

type Run = Schemas['RunSummary'];
type Job = Schemas['Job'];

const run = (chain: string, outcome: Run['outcome'], more: Partial<Run> = {}): Run => ({
  id: `${chain} ${outcome}`,
  chain,
  state: 'ended',
  outcome,
  trigger: { kind: 'manual' },
  principal: { kind: 'user', id: 'u', name: 'Ada' },
  dryRun: false,
  queuedAt: '2026-03-01T00:00:00.000Z',
  records: 0,
  rejected: 0,
  steps: [],
  files: [],
  ...more,
});

const job = (name: string, more: Partial<Job> = {}): Job => ({
  name,
  chain: `a.${name}`,
  enabled: true,
  zone: 'UTC',
  triggers: [],
  next: [],
  overlap: 'skip',
  parameters: {},
  runnable: true,
  alerts: [],
  file: 'a.yaml',
  ...more,
});

const none = { problems: [], jobs: [], parts: [], runs: [] };
const problem = { code: 'upstream_refused', message: 'The mail server said no.' };

test('nothing is wrong where nothing is', () => {
  const jobs = [job('a', { lastRun: run('a.a', 'ok') }), job('b')];
  const parts = [{ name: 'store', healthy: true }];
  const warning = { severity: 'warning', code: 'no_effect', message: 'has no effect' } as const;
  assert.deepEqual(
    attentionOf({ problems: [warning], jobs, parts, runs: [run('a.a', 'ok'), run('a.b', 'cancelled')] }),
    [],
  );
});

test('the worst comes first: the server, then definitions, then jobs, then runs by hand', () => {
  const found = attentionOf({
    parts: [{ name: 'store', healthy: false, why: 'The store does not answer.' }],
    problems: [
      {
        severity: 'error',
        code: 'unknown_field',
        message: "There is no field 'x'.",
        hint: 'Known here: y.',
        file: 'a.yaml',
        line: 4,
        path: 'chains.Daily.steps[1].with',
      },
    ],
    jobs: [job('late', { lastRun: run('a.late', 'upstream', { problem }) })],
    runs: [run('b.B', 'failed')],
  });
  assert.deepEqual(
    found.map(({ title, detail }) => ({ title, detail })),
    [
      { title: "The server's store is unwell", detail: 'The store does not answer.' },
      { title: 'a.yaml, line 4: an error in Daily', detail: "There is no field 'x'. Known here: y." },
      { title: 'late failed', detail: 'The mail server said no.' },
      { title: 'b.B failed', detail: 'It ended failed.' },
    ],
  );
});

test('a job that failed and ran well since is no longer told', () => {
  const jobs = [job('a', { lastRun: run('a.a', 'ok') })];
  const runs = [
    run('a.a', 'ok', { trigger: { kind: 'schedule', job: 'a' } }),
    run('a.a', 'failed', { trigger: { kind: 'schedule', job: 'a' } }),
  ];
  assert.deepEqual(attentionOf({ ...none, jobs, runs }), []);
});

test('a chain is judged by its last run, and told once', () => {
  assert.deepEqual(attentionOf({ ...none, runs: [run('a.A', 'ok'), run('a.A', 'failed')] }), []);
  assert.equal(attentionOf({ ...none, runs: [run('a.A', 'failed'), run('a.A', 'failed')] }).length, 1);
});

test('a job that is late or gave too little is told, although no run of it failed', () => {
  const late = job('a', { alerts: [{ kind: 'late', since: '2026-03-01T00:00:00.000Z', cause: 'It is running.' }] });
  const [item] = attentionOf({ ...none, jobs: [late] });
  assert.deepEqual([item?.title, item?.detail, item?.to?.path], ['a is late', 'It is running.', '/alerts?job=a']);
});

test('a paused job says why, and a failed one can be run again', () => {
  const paused = job('p', { paused: { at: '2026-03-01T00:00:00.000Z', reason: 'It failed ten times.' } });
  const failed = job('f', { lastRun: run('a.f', 'timeout') });
  const [first, second] = attentionOf({ ...none, jobs: [paused, failed] });
  assert.deepEqual([first?.severity, first?.detail, first?.to?.path], ['warning', 'It failed ten times.', '/jobs/p']);
  assert.deepEqual([second?.severity, second?.job?.name, second?.to?.path], ['bad', 'f', '/runs/a.f timeout']);
});
