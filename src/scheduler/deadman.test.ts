import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import { createDeathWatch, createLifeSign } from './deadman.ts';

interface WatchCase {
  readonly name: string;
  /** What is heard, one each time. */
  readonly looks: readonly (number | undefined)[];
  readonly told: readonly string[];
}

const cases: readonly WatchCase[] = [
  {
    name: 'no scheduler that never was is dead',
    looks: [undefined, undefined, undefined, undefined, undefined],
    told: [],
  },
  { name: 'one that lives is said to', looks: [1, 2, 3], told: ['alive 1', 'alive 2', 'alive 3'] },
  { name: 'three silences are none', looks: [1, 1, 1, 1], told: ['alive 1'] },
  { name: 'the fourth is death', looks: [1, 1, 1, 1, 1], told: ['alive 1', 'dead 1'] },
  {
    name: 'a sleep of this machine is no death: it heard nothing in between',
    looks: [1, 9_000_000],
    told: ['alive 1', 'alive 9000000'],
  },
  { name: 'it may come back', looks: [1, 1, 1, 1, 1, 5], told: ['alive 1', 'dead 1', 'alive 5'] },
];
for (const { name, looks, told } of cases) {
  test(`death watch: ${name}`, async () => {
    const heard: string[] = [];
    const left = [...looks];
    const watch = createDeathWatch({
      clock: new SimulatedClock('2026-03-01T00:00:00Z'),
      logger: silentLogger,
      lastLook: async () => left.shift(),
      tell: async (dead, look) => void heard.push(`${dead ? 'dead' : 'alive'} ${look}`),
    });
    for (const _ of looks) await watch.listen();
    assert.deepEqual(heard, told);
  });
}

test('a store that is away is no death either', async () => {
  let asked = 0;
  const watch = createDeathWatch({
    clock: new SimulatedClock('2026-03-01T00:00:00Z'),
    logger: silentLogger,
    lastLook: async () => {
      asked += 1;
      throw new TypeError('away');
    },
    tell: async () => assert.fail('it was told'),
  });
  for (let at = 0; at < 9; at += 1) await watch.listen();
  assert.equal(asked, 9);
});

function lifeSign({ every, hindrance }: { every?: number; hindrance?: string }) {
  const clock = new SimulatedClock('2026-03-01T00:00:00Z');
  const done: string[] = [];
  const life = createLifeSign({
    clock,
    logger: silentLogger,
    beat: async () => void done.push('beat'),
    pingEvery: () => every,
    takeTurn: async () => true,
    hindrance: async () => hindrance,
    ping: async () => void done.push('ping'),
  });
  return { clock, done, life };
}

test('looks are written now and then, and told outside as often as is wanted', async () => {
  const { clock, done, life } = lifeSign({ every: 60_000 });
  for (let second = 0; second < 120; second += 5) {
    await life.looked();
    clock.advance(5000);
  }
  await life.close();
  assert.equal(done.filter((one) => one === 'beat').length, 12);
  assert.equal(done.filter((one) => one === 'ping').length, 2);
});

test('nothing is told outside where nobody asked for it, or while alerts cannot leave', async () => {
  for (const options of [{}, { every: 1000, hindrance: 'Messages cannot leave.' }]) {
    const { done, life } = lifeSign(options);
    await life.looked();
    await life.close();
    assert.deepEqual(done, ['beat']);
  }
});
