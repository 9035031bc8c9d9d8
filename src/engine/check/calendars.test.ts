import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkServices } from '../../main/perform-run.ts';
import { workspaceOf } from '../../model/definitions/load-workspace.ts';
import { checkWorkspaceChains } from './check-workspace-chains.ts';

function checked(expression: string) {
  const text = `kind: calendar
name: office
weekdays: [mon, tue, wed, thu, fri]
holidays: [2026-12-25]
---
kind: calendar
name: never
weekdays: []
---
kind: chainset
name: c
chains:
  C:
    steps:
      - { uses: records, with: { records: [{ ordered: 2026-12-24 }], columns: { ordered: date } } }
      - { uses: derive, with: { compute: { due: "${expression}" } } }
`;
  return checkWorkspaceChains(workspaceOf([{ path: 'a.yaml', text }]), checkServices());
}

describe('calendars in expressions of chains', () => {
  it('mean what the workspace says, and belong to what the chain uses', () => {
    const { chains, problems } = checked("add_business_days(ordered, 1, 'office')");
    assert.deepEqual(problems, []);
    assert.ok(chains.get('c.C')?.chain.uses.includes('calendar office'));
  });

  for (const [name, message] of [
    ['ofice', /there is no calendar 'ofice'/i],
    ['never', /no working weekday/],
  ] as const) {
    it(`are refused: ${name}`, () => {
      const { problems } = checked(`business_days(ordered, ordered, '${name}')`);
      assert.equal(problems.length, 1);
      assert.match(problems[0]?.message ?? '', message);
    });
  }
});
