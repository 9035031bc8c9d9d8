import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Channel } from './channel.ts';

async function putAll(channel: Channel<number>, items: readonly number[]): Promise<boolean[]> {
  const taken: boolean[] = [];
  for (const item of items) taken.push(await channel.put(item));
  channel.end();
  return taken;
}

test('a channel gives what was put, in order, through a capacity of one', async () => {
  const channel = new Channel<number>(1);
  const putting = putAll(channel, [1, 2, 3]);
  const taken: number[] = [];
  for await (const item of channel) taken.push(item);
  assert.deepEqual(taken, [1, 2, 3]);
  assert.deepEqual(await putting, [true, true, true]);
});

test('a taker that leaves frees those who wait to put', async () => {
  const channel = new Channel<number>(1);
  const putting = putAll(channel, [1, 2, 3]);
  for await (const item of channel) {
    assert.equal(item, 1);
    break;
  }
  assert.equal((await putting).at(-1), false);
});

test('a failure comes after the items', async () => {
  const channel = new Channel<number>(4);
  await channel.put(1);
  channel.fail(new RangeError('broken'));
  const taken: number[] = [];
  await assert.rejects(async () => {
    for await (const item of channel) taken.push(item);
  }, /broken/);
  assert.deepEqual(taken, [1]);
});
