import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isGood, titleOf } from './history-words.ts';

const cases: readonly [Parameters<typeof titleOf>, string, boolean][] = [
  [[{ kind: 'event', name: 'approve', outcome: 'ok' }, 'approve'], 'Approve', true],
  [[{ kind: 'event', name: 'approve', outcome: 'conflict' }, 'approve'], 'Approve, refused', false],
  [[{ kind: 'event', name: 'approve', outcome: 'busy' }, 'approve'], 'Approve, refused', false],
  [[{ kind: 'task', name: 'claim', outcome: 'ok' }, 'claim'], 'Task claimed', true],
  [[{ kind: 'incident', name: 'skip', outcome: 'ok' }, 'skip'], 'Incident given up', true],
  [[{ kind: 'incident', name: 'mend', outcome: 'ok' }, 'mend'], 'Mend', true],
  [[{ kind: 'action', name: 'hr.Notify', outcome: 'ok' }, 'hr.Notify'], 'hr.Notify ran after the commit', true],
  [[{ kind: 'action', name: 'hr.Notify', outcome: 'upstream' }, 'hr.Notify'], 'hr.Notify failed', false],
];
for (const [given, title, good] of cases) {
  test(`${given[0].kind} ${given[0].name} ${given[0].outcome} is called ${title}`, () => {
    assert.equal(titleOf(...given), title);
    assert.equal(isGood(given[0]), good);
  });
}
