import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holderWords } from './task-words.ts';

const ada = { kind: 'user', id: 'ada', name: 'Ada' } as const;
const bob = { kind: 'user', id: 'bob', name: 'Bob' } as const;

const cases: readonly [Parameters<typeof holderWords>, string][] = [
  [[{ assignee: ada }], 'Ada'],
  [[{ assignee: ada }, 'ada'], 'you'],
  [[{ role: 'hr' }, 'ada'], 'anybody with the role hr'],
  [[{ role: 'hr', claimedBy: bob }, 'ada'], 'Bob'],
  [[{ assignee: ada, claimedBy: bob }, 'ada'], 'Bob'],
  [[{}], 'nobody'],
];
for (const [given, words] of cases) {
  test(`${JSON.stringify(given)} waits for ${words}`, () => assert.equal(holderWords(...given), words));
}
