import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Bucket, type Rate, RateLimiter, takeCall } from './rate.ts';

const perMinute: Rate = { count: 3, period: 60_000 };

const cases: readonly [string, Rate, readonly number[], readonly (number | undefined)[]][] = [
  ['as many as it says at once', perMinute, [0, 0, 0], [undefined, undefined, undefined]],
  ['one more is told when', perMinute, [0, 0, 0, 0], [undefined, undefined, undefined, 20_000]],
  [
    'a third of a minute makes room for one',
    perMinute,
    [0, 0, 0, 20_000, 20_000],
    [undefined, undefined, undefined, undefined, 20_000],
  ],
  ['a moment too early', perMinute, [0, 0, 0, 19_000], [undefined, undefined, undefined, 1000]],
  [
    'a refused call costs nothing',
    perMinute,
    [0, 0, 0, 1, 2, 20_000],
    [undefined, undefined, undefined, 19_999, 19_998, undefined],
  ],
  [
    'a pause fills no more than the whole',
    perMinute,
    [0, 1e9, 1e9, 1e9, 1e9],
    [undefined, undefined, undefined, undefined, 20_000],
  ],
  ['one a day', { count: 1, period: 86_400_000 }, [0, 1], [undefined, 86_399_999]],
  ['a clock that goes back takes nothing away for good', perMinute, [5000, 0], [undefined, undefined]],
];
for (const [name, rate, instants, expected] of cases) {
  test(`a rate: ${name}`, () => {
    let bucket: Bucket | undefined;
    const verdicts = instants.map((now) => {
      const verdict = takeCall(bucket, rate, now);
      ({ bucket } = verdict);
      return verdict.retryAfter;
    });
    assert.deepEqual(verdicts, expected);
  });
}

test('in no period are more than twice as many taken, and who waits as told is taken', () => {
  const gaps = fc.array(fc.nat({ max: 30_000 }), { maxLength: 60 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), gaps, (count, pauses) => {
      const rate = { count, period: 60_000 };
      const limiter = new RateLimiter(rate);
      const taken: number[] = [];
      let now = 0;
      for (const pause of pauses) {
        now += pause;
        const retry = limiter.take('one', now);
        if (retry === undefined) taken.push(now);
        else assert.equal(limiter.wait('one', now + retry), undefined);
      }
      for (const start of taken) {
        const within = taken.filter((at) => at >= start && at < start + rate.period).length;
        assert.ok(within <= 2 * count, `${within} of ${count}`);
      }
    }),
  );
});

test('everybody has a bucket of their own, and those who are gone are forgotten', () => {
  const limiter = new RateLimiter({ count: 1, period: 1000 });
  assert.equal(limiter.take('a', 0), undefined);
  assert.equal(limiter.take('a', 0), 1000);
  assert.equal(limiter.take('b', 0), undefined);
  for (let caller = 0; caller < 30_000; caller++) assert.equal(limiter.take(`c${caller}`, caller), undefined);
  assert.equal(limiter.take('a', 30_000), undefined);
});
