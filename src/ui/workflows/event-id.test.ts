import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError, type Problem } from '../api/client.ts';
import { EventIds, newEventId } from './event-id.ts';

const ended = (outcome: Problem['outcome']): ApiError => new ApiError({ outcome } as Problem, outcome);

test('an id is a UUID of version 4, and another one each time', () => {
  const ids = Array.from({ length: 200 }, newEventId);
  for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(new Set(ids).size, 200);
});

const endings: readonly [string, Error | null, boolean][] = [
  ['it was applied', null, false],
  ['there was no answer', new ApiError(undefined, 'lost'), true],
  ['another system failed', ended('upstream'), true],
  ['it was too much at once', ended('busy'), true],
  ['we failed', ended('failed'), true],
  ['it was refused', ended('conflict'), false],
  ['its input was wrong', ended('invalid'), false],
];
for (const [how, error, isSame] of endings) {
  test(`the same wish keeps its id after ${how}: ${isSame}`, () => {
    const ids = new EventIds();
    const first = ids.idOf('approve', { comment: 'x' });
    ids.ended(error);
    assert.equal(ids.idOf('approve', { comment: 'x' }) === first, isSame);
  });
}

test('another wish has another id, whatever became of the first', () => {
  const ids = new EventIds();
  const first = ids.idOf('approve', { comment: 'x' });
  assert.notEqual(ids.idOf('approve', { comment: 'y' }), first);
});
