import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SharedLookups } from './shared-lookups.ts';

/** Look-ups that end when the test says so. */
function lookups() {
  const begun: { key: string; end: (value: string) => void; fail: (error: Error) => void }[] = [];
  const shared = new SharedLookups<string>((key) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    begun.push({ key, end: resolve, fail: reject });
    return promise;
  });
  return { shared, begun };
}

test('nobody gets the result of a look-up that began before they asked', async () => {
  const { shared, begun } = lookups();
  const first = shared.find('a');
  const [second, third] = [shared.find('a'), shared.find('a')];
  begun[0]?.end('before');
  assert.equal(await first, 'before');
  await new Promise((resolve) => setImmediate(resolve));
  const fourth = shared.find('a');
  assert.equal(begun.length, 2);
  begun[1]?.end('after');
  assert.deepEqual([await second, await third], ['after', 'after']);
  await new Promise((resolve) => setImmediate(resolve));
  begun[2]?.end('last');
  assert.deepEqual([await fourth, begun.length], ['last', 3]);
});

test('other keys do not wait', async () => {
  const { shared, begun } = lookups();
  const all = [shared.find('a'), shared.find('b')];
  assert.deepEqual(
    begun.map(({ key }) => key),
    ['a', 'b'],
  );
  for (const { end, key } of begun) end(key);
  assert.deepEqual(await Promise.all(all), ['a', 'b']);
});

test('a failure is told to those who share it, and the next look-up begins all the same', async () => {
  const { shared, begun } = lookups();
  const first = shared.find('a');
  const second = shared.find('a');
  begun[0]?.fail(new RangeError('broken'));
  await assert.rejects(first, /broken/);
  await new Promise((resolve) => setImmediate(resolve));
  begun[1]?.end('good');
  assert.equal(await second, 'good');
});
