import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomes } from '../core/outcome.ts';
import type { AlertMessage } from '../model/alert.ts';
import { outcomeTable } from '../model/outcome-table.ts';
import { alertMail } from './alert-mail.ts';
import type { AlertSurroundings } from './alert-words.ts';

const message: AlertMessage = {
  id: 'm',
  firing: 'f',
  job: 'daily-sales',
  kind: 'failed',
  event: 'began',
  cause: 'The shop cannot be reached.',
  recipient: { channel: 'ops', way: 'email', address: 'ops@example.com' },
  run: 'r',
  outcome: 'upstream',
  planned: Date.parse('2026-03-01T00:00:00Z'),
  at: Date.parse('2026-03-01T00:00:09Z'),
  attempt: 1,
  tries: 1,
  openedAt: 0,
  resent: 0,
};
const around: AlertSurroundings = {
  workspace: 'shop',
  chain: 'sales.Report',
  zone: 'Asia/Singapore',
  locale: 'en-SG',
  link: 'https://mill.example.com/runs/r',
  problem: { code: 'connection_failed', message: 'x', hint: 'Check the connection.' },
  log: [{ at: 0, level: 'error', step: 'orders', message: 'no `route` to ```host```' }],
};

test('the mail about a beginning says what, why, when, what would be right, where to look and the end of the log', () => {
  const { subject, body } = alertMail(message, around);
  assert.equal(subject, '[shop] daily-sales failed');
  assert.equal(
    body,
    [
      'The job **daily-sales** failed.',
      '```\nThe shop cannot be reached.\n```',
      '- Outcome: upstream (another system failed)\n- Planned for: 1 Mar 2026, 8:00:00 am SGT\n- Noticed: 1 Mar 2026, 8:00:09 am SGT\n- Chain: sales.Report',
      'What would be right:',
      '```\nCheck the connection.\n```',
      '[The run](https://mill.example.com/runs/r)',
      'The end of its log:',
      '````\n1970-01-01T00:00:00.000Z error orders: no `route` to ```host```\n````',
    ].join('\n\n'),
  );
});

test('the mail about an end says since when, and nothing of what was wrong', () => {
  const ended = { ...message, event: 'ended', outcome: 'ok', began: 0, cause: 'It succeeded with 3 records.' } as const;
  const { subject, body } = alertMail(ended, around);
  assert.equal(subject, '[shop] daily-sales is well again');
  assert.match(body, /It succeeded with 3 records/);
  assert.match(body, /It had begun: 1 Jan 1970/);
  assert.ok(!/log|right/.test(body));
});

test('what an outcome means is read from the one table', () => {
  for (const outcome of outcomes)
    assert.ok(
      alertMail({ ...message, outcome }, around).body.includes(
        `- Outcome: ${outcome} (${outcomeTable[outcome].meaning})`,
      ),
    );
});

test('a mail without a run has no link, no log and no outcome', () => {
  const { run: _, outcome: __, planned: ___, ...bare } = message;
  const { body } = alertMail(
    { ...bare, kind: 'silent', cause: '[click](https://evil.example) *now*' },
    { workspace: 'shop', zone: 'UTC', locale: 'en', log: [] },
  );
  assert.equal(
    body,
    'The job **daily-sales** is silent.\n\n```\n[click](https://evil.example) *now*\n```\n\n- Noticed: Mar 1, 2026, 12:00:09 AM UTC',
  );
});
