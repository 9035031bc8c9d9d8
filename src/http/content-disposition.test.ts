import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { attachment } from './content-disposition.ts';

const names: readonly [string, string][] = [
  ['sales-2026-03-01.xlsx', `attachment; filename="sales-2026-03-01.xlsx"; filename*=UTF-8''sales-2026-03-01.xlsx`],
  [
    'Umsätze "März".csv',
    `attachment; filename="Ums_tze _M_rz_.csv"; filename*=UTF-8''Ums%C3%A4tze%20%22M%C3%A4rz%22.csv`,
  ],
  ["it's (1).csv", `attachment; filename="it_s (1).csv"; filename*=UTF-8''it%27s%20%281%29.csv`],
];
for (const [name, header] of names) {
  test(`${name} is saved under its name`, () => assert.equal(attachment(name), header));
}

test('no name breaks out of the header', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      assert.match(attachment(name), /^attachment; filename="[\w. ()-]*"; filename\*=UTF-8''[\w.~!%*-]*$/);
    }),
  );
});
