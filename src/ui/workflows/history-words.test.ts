import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detailWords, isGood, titleOf } from './history-words.ts';

const cases: readonly [Parameters<typeof titleOf>, string, boolean][] = [
  [[{ kind: 'event', name: 'approve', outcome: 'ok', actions: [] }, 'approve'], 'Approve', true],
  [[{ kind: 'event', name: 'approve', outcome: 'conflict', actions: [] }, 'approve'], 'Approve, refused', false],
  [[{ kind: 'event', name: 'approve', outcome: 'busy', actions: [] }, 'approve'], 'Approve, refused', false],
  [[{ kind: 'task', name: 'claim', outcome: 'ok', actions: [] }, 'claim'], 'Task claimed', true],
  [[{ kind: 'incident', name: 'skip', outcome: 'ok', actions: [] }, 'skip'], 'Incident given up', true],
  [[{ kind: 'incident', name: 'mend', outcome: 'ok', actions: [] }, 'mend'], 'Mend', true],
  [
    [{ kind: 'action', name: 'a.onEntry.0', outcome: 'ok', actions: [{ chain: 'hr.Notify' }] }, 'a.onEntry.0'],
    'hr.Notify ran after the commit',
    true,
  ],
  [
    [{ kind: 'action', name: 'a.onEntry.0', outcome: 'upstream', actions: [{ chain: 'hr.Notify' }] }, 'x'],
    'hr.Notify failed',
    false,
  ],
];
for (const [given, title, good] of cases) {
  test(`${given[0].kind} ${given[0].name} ${given[0].outcome} is called ${title}`, () => {
    assert.equal(titleOf(...given), title);
    assert.equal(isGood(given[0]), good);
  });
}

const details: readonly [Parameters<typeof detailWords>[0], readonly string[]][] = [
  [{ kind: 'event', detail: { definition: 1 } }, []],
  [{ kind: 'event', detail: { definition: 1, origin: 'timer' } }, ['Sent by a timer.']],
  [{ kind: 'task', detail: { to: { id: 'bob', name: 'Bob Lim' } } }, ['To Bob Lim.']],
  [
    { kind: 'incident', detail: { chain: 'hr.Notify', problem: { message: 'No mail.' }, corrected: ['to', 'cc'] } },
    ['hr.Notify had failed: No mail.', 'Corrected: to, cc.'],
  ],
  [
    { kind: 'incident', detail: { event: 'go', corrected: [], reason: 'too late' } },
    ['go had failed.', 'Why: too late'],
  ],
  [{ kind: 'action', detail: { attempts: 1 } }, []],
  [{ kind: 'action', detail: { attempts: 3 } }, ['It took 3 tries.']],
];
for (const [entry, words] of details) {
  test(`${JSON.stringify(entry.detail)} is told`, () => assert.deepEqual(detailWords(entry), words));
}
