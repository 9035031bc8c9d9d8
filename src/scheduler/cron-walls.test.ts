import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Cron } from 'croner';
import fc from 'fast-check';
import { cronWalls } from './cron-walls.ts';

const SECOND = 1_000;
const from = Date.UTC(2024, 0, 1);
const until = Date.UTC(2030, 0, 1);

const field = (...texts: string[]) => fc.constantFrom(...texts);
const fields = fc
  .tuple(
    field('', '0 ', '30 ', '*/20 ', '5,10 ', '* '),
    field('0', '59', '*/15', '5,10-12', '*'),
    field('0', '8', '23', '8-17', '*/6', '*'),
    field('1', '31', 'L', '15W', 'LW', '1-7', '*', '29'),
    field('*', '2', 'feb', '*/3', 'jan,dec'),
    field('*', 'mon', 'mon-fri', 'fri#2', '0', '7', '5L', '1,3'),
  )
  .map(([second, ...rest]) => second + rest.join(' '));

describe('wall times of cron fields', () => {
  test('are those that croner itself walks through', () => {
    fc.assert(
      fc.property(fields, fc.integer({ min: from, max: until }), (text, start) => {
        const cron = new Cron(text, { utcOffset: 0, paused: true });
        const source = cronWalls(text);
        let at = start;
        for (let step = 0; step < 4; step++) {
          const expected = cron.nextRun(new Date(Math.ceil(at / SECOND) * SECOND - SECOND))?.getTime();
          assert.equal(source(at), expected, `${text} from ${new Date(at).toISOString()}`);
          if (expected === undefined) return;
          at = expected + 1;
        }
      }),
      { numRuns: 400 },
    );
  });

  for (const text of ['@daily', '0 0 30 2 *', '59 59 23 31 12 *']) {
    test(`of ${text} from the last second of a year`, () => {
      const at = Date.UTC(2026, 11, 31, 23, 59, 59);
      const expected = new Cron(text, { utcOffset: 0, paused: true }).nextRun(new Date(at - SECOND))?.getTime();
      assert.equal(cronWalls(text)(at), expected);
    });
  }
});
