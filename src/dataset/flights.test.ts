import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MillraceError } from '../core/errors.ts';
import { type FlightOrder, Flights } from './flights.ts';

/** Work that ends when the test says so. */
function work() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let begun = 0;
  let stopped: AbortSignal | undefined;
  const order = (change: Partial<FlightOrder<string>> = {}): FlightOrder<string> => ({
    key: 'k',
    signal: undefined,
    basis: 1,
    joins: () => true,
    work: (signal) => {
      begun += 1;
      stopped = signal;
      return promise;
    },
    ...change,
  });
  return { order, resolve, reject, begun: () => begun, stopped: () => stopped?.aborted ?? false };
}

test('whoever asks for the same meanwhile waits for the same work; afterwards it begins anew', async () => {
  const { order, resolve, begun } = work();
  const flights = new Flights<string>();
  const all = [1, 2, 3].map(() => flights.fly(order()));
  resolve('done');
  assert.deepEqual(
    (await Promise.all(all)).map(({ result, joined }) => [result, joined]),
    [
      ['done', false],
      ['done', true],
      ['done', true],
    ],
  );
  assert.deepEqual([begun(), flights.size], [1, 0]);
  await flights.fly(order());
  assert.equal(begun(), 2);
});

test('another key, or a basis that will not do, is other work', async () => {
  const { order, resolve, begun } = work();
  const flights = new Flights<string>();
  const all = [order(), order({ key: 'other' }), order({ joins: (basis) => basis === 2 })].map((one) =>
    flights.fly(one),
  );
  resolve('done');
  await Promise.all(all);
  assert.equal(begun(), 3);
});

test('who leaves stops the work only if nobody else waits', async () => {
  const { order, stopped } = work();
  const flights = new Flights<string>();
  const [one, other] = [new AbortController(), new AbortController()];
  const first = flights.fly(order({ signal: one.signal }));
  const second = flights.fly(order({ signal: other.signal }));
  one.abort(new MillraceError('cancelled', 'gone'));
  await assert.rejects(first, { code: 'cancelled' });
  assert.equal(stopped(), false);
  other.abort();
  await assert.rejects(second, { code: 'cancelled' });
  assert.equal(stopped(), true);
});

test('work that everybody left is joined by nobody', async () => {
  const { order, resolve, begun } = work();
  const flights = new Flights<string>();
  const gone = new AbortController();
  const first = flights.fly(order({ signal: gone.signal }));
  gone.abort();
  await assert.rejects(first);
  const second = flights.fly(order());
  resolve('done');
  assert.deepEqual([(await second).joined, begun()], [false, 2]);
});

test('a failure reaches all who wait, and is not kept', async () => {
  const { order, reject } = work();
  const flights = new Flights<string>();
  const all = [1, 2].map(() => flights.fly(order()));
  reject(new MillraceError('internal', 'broken'));
  for (const one of all) await assert.rejects(one, { code: 'internal' });
  assert.equal(flights.size, 0);
});

test('somebody who has left already begins nothing', async () => {
  const { order, begun } = work();
  await assert.rejects(new Flights<string>().fly(order({ signal: AbortSignal.abort() })));
  assert.equal(begun(), 0);
});
