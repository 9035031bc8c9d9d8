/** Workflows at the terminal, over a real store of its own. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { leaveRequest } from '../main/leave-request.fixture.ts';
import { type CapturedOptions, captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

let folder: string;

async function millrace(typed: readonly string[], options: CapturedOptions = {}) {
  const terminal = captureTerminal({ folder, ...options });
  const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
  return { exit, ...terminal.written };
}

const input = JSON.stringify({ from: '2026-04-01', to: '2026-04-03' });

describe('workflows at the terminal', () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-send-'));
    await writeFile(join(folder, 'all.yaml'), leaveRequest);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('an instance is started, once for one event, and events that it does not take are refused', async () => {
    const event = '019c0000-0000-7000-8000-000000000001';
    const submit = ['send', 'leave-request', 'submit', '--input', '-', '--event', event];
    const first = await millrace(submit, { input });
    assert.deepEqual([first.exit, first.out], [0, `${event} leave-request is in pending (version 1)\n`], first.err);
    const again = await millrace([...submit, '--format', 'json'], { input });
    const { repeated, outcome, instance } = JSON.parse(again.out) as Record<string, unknown>;
    assert.deepEqual([repeated, outcome, (instance as { state: string }).state], [true, 'ok', 'pending']);
    const refused = await millrace(['send', 'leave-request', 'approve', '--to', event]);
    assert.equal(refused.exit, 1);
    assert.match(refused.err, /denied local administrator may not send 'approve'/);
    const backwards = JSON.stringify({ from: '2026-04-03', to: '2026-04-01' });
    const guarded = await millrace(['send', 'leave-request', 'submit', '--input', '-'], { input: backwards });
    assert.match(guarded.err, /\[guard_refused\]/);
  });

  test('what cannot be meant is said before anything is done', async () => {
    const unknown = await millrace(['send', 'leave-reqest', 'submit']);
    assert.deepEqual([unknown.exit, /Did you mean 'leave-request'\?/.test(unknown.err)], [1, true], unknown.err);
    const other = await millrace(['send', 'leave-request', 'approve']);
    assert.match(other.err, /Without --to an instance is started, by 'submit'/);
  });
});
