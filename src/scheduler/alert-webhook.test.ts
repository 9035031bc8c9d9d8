import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlertMessage } from '../model/alert.ts';
import { alertBody } from './alert-webhook.ts';
import type { AlertSurroundings } from './alert-words.ts';

const message: AlertMessage = {
  ...{ id: 'm', firing: 'f', job: 'daily-sales', kind: 'failed', event: 'began', resent: 0 },
  cause: 'The shop <b>cannot</b> be reached & that is that.',
  recipient: { channel: 'ops', way: 'webhook', address: '' },
  run: 'r',
  outcome: 'upstream',
  planned: Date.parse('2026-03-01T00:00:00Z'),
  at: Date.parse('2026-03-01T00:00:09Z'),
  ...{ attempt: 1, tries: 1, openedAt: 0 },
};
const around: AlertSurroundings = {
  workspace: 'shop',
  chain: 'sales.Report',
  zone: 'UTC',
  locale: 'en',
  link: 'https://mill.example.com/runs/r',
  problem: { code: 'connection_failed', message: 'x', hint: 'Check <it>.' },
  log: [{ at: 0, level: 'error', step: 'orders', message: 'no ```route```' }],
};

test('as JSON every fact has its name', () => {
  assert.deepEqual(alertBody('json', message, around), {
    ...{ id: 'm', alert: 'f', workspace: 'shop', event: 'began', kind: 'failed', cause: message.cause },
    title: '[shop] daily-sales failed',
    at: '2026-03-01T00:00:09.000Z',
    job: 'daily-sales',
    chain: 'sales.Report',
    planned: '2026-03-01T00:00:00.000Z',
    outcome: 'upstream',
    run: { id: 'r', link: 'https://mill.example.com/runs/r' },
    problem: around.problem,
    log: ['1970-01-01T00:00:00.000Z error orders: no ```route```'],
  });
});

test('an end says since when, and nothing of what was wrong', () => {
  const body = alertBody('json', { ...message, event: 'ended', began: 0, cause: 'It succeeded.' }, around);
  assert.equal(body['began'], '1970-01-01T00:00:00.000Z');
  assert.deepEqual([body['log'], body['problem']], [undefined, undefined]);
});

test('as Slack takes it, nothing that others wrote is obeyed, and nothing is too long', () => {
  const body = JSON.stringify(alertBody('slack', { ...message, cause: `${message.cause}${'x'.repeat(9000)}` }, around));
  const { text, blocks } = JSON.parse(body) as { text: string; blocks: { text?: { text: string } }[] };
  assert.match(text, /^\[shop\] daily-sales failed: The shop &lt;b&gt;cannot&lt;\/b&gt; be reached &amp; that is that/);
  assert.equal(blocks.length, 3);
  assert.ok(!body.includes('<b>') && !body.includes('<it>'));
  for (const { text: part } of blocks) assert.ok((part?.text.length ?? 0) <= 3000);
  assert.equal(blocks[2]?.text?.text.match(/```/g)?.length, 2);
});

test('an alarm about the scheduler names no job', () => {
  const body = alertBody('json', { ...message, job: '', kind: 'dead' }, { ...around, log: [] });
  assert.deepEqual([body['job'], body['title']], [undefined, '[shop] the scheduler is dead']);
});
