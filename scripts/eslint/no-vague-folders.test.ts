import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { vagueName } from './no-vague-folders.ts';

const cases: [path: string, vague: string | undefined][] = [
  ['src/core/clock.ts', undefined],
  ['src/model/value-type.ts', undefined],
  ['src/utils/clock.ts', 'utils'],
  ['src/http/helpers/cookie.ts', 'helpers'],
  ['src/model/types.ts', 'types'],
  ['src/model/common.test.ts', 'common'],
  ['src/ui/lib/date.ts', 'lib'],
  ['src\\ui\\lib\\date.ts', 'lib'],
];

describe('vague folders', () => {
  for (const [path, vague] of cases) it(path, () => assert.equal(vagueName(path), vague));
});
