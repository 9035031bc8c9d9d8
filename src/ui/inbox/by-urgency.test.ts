import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byUrgency } from './by-urgency.ts';

const task = (id: string, createdAt: string, dueAt?: string) => ({
  id,
  createdAt,
  ...(dueAt === undefined ? {} : { dueAt }),
});

test('what is due first comes first, what is never due last, of equals the oldest first', () => {
  const tasks = [
    task('never, new', '2026-03-02T00:00:00.000Z'),
    task('later', '2026-03-01T00:00:00.000Z', '2026-03-09T00:00:00.000Z'),
    task('never, old', '2026-03-01T00:00:00.000Z'),
    task('soon, new', '2026-03-02T00:00:00.000Z', '2026-03-04T00:00:00.000Z'),
    task('soon, old', '2026-03-01T00:00:00.000Z', '2026-03-04T00:00:00.000Z'),
  ];
  assert.deepEqual(
    byUrgency(tasks).map(({ id }) => id),
    ['soon, old', 'soon, new', 'later', 'never, old', 'never, new'],
  );
});
