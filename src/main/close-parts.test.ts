import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MillraceError } from '../core/errors.ts';
import { silentLogger } from '../core/logger.ts';
import { closeParts } from './close-parts.ts';

const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' });
const other = new MillraceError('disk_full', 'There is no room.');

/** What each part does when it is closed, and what is thrown at the end. */
const cases: readonly [string, readonly (Error | undefined)[], MillraceError['code'] | undefined][] = [
  ['all close', [undefined, undefined], undefined],
  ['PostgreSQL is away', [undefined, refused, undefined], 'store_unavailable'],
  ['the first fault is the one that is told', [other, refused], 'disk_full'],
];
for (const [what, faults, code] of cases) {
  test(`${what}: every part is closed, and ${code ?? 'nothing'} is thrown`, async () => {
    const closed: number[] = [];
    const parts = faults.map((fault, index) => async () => {
      closed.push(index);
      if (fault) throw fault;
    });
    const thrown: unknown = await closeParts(parts, silentLogger).catch((error: unknown) => error);
    assert.deepEqual(closed, [...faults.keys()]);
    assert.equal(thrown instanceof MillraceError ? thrown.code : thrown, code);
  });
}
