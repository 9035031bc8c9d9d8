import assert from 'node:assert/strict';
import { test } from 'node:test';
import { problemsOf } from './run-text.fixture.ts';

const surroundings = `
kind: role
name: clerk
privileges: ["chain:run"]
---
kind: role
name: guest
privileges: []
---
kind: service
name: reporting
roles: [clerk]
---
kind: service
name: visiting
roles: [guest]
---
kind: service
name: stranger
---
kind: chainset
name: open
roles: [clerk, guest]
chains:
  Say: { steps: [{ uses: records, with: { records: [{ x: a }] } }] }
---
kind: chainset
name: adas
owner: ada
chains:
  Say: { steps: [{ uses: records, with: { records: [{ x: a }] } }] }
---
kind: job
name: tried
`;

const cases: readonly [name: string, job: string, expected: RegExp | undefined][] = [
  ['a service with access and privilege', 'chain: open.Say\nrunAs: { service: reporting }', undefined],
  ['a service that owns it', 'chain: open.Say\nowner: service:reporting', undefined],
  ['the account of the workspace, with what has no owner', 'chain: open.Say', undefined],
  ['a user, who is asked when it runs', 'chain: adas.Say\nowner: ada', undefined],
  [
    'a service without access',
    'chain: open.Say\nrunAs: { service: stranger }',
    /:36:19.*'tried' runs as service:stranger, who has no access to open\.Say/s,
  ],
  [
    'a service without the privilege',
    'chain: open.Say\nrunAs: { service: visiting }',
    /:36:19.*'tried' runs as service:visiting, who lacks the privilege chain:run/s,
  ],
  [
    'an owner that is a service without access',
    'chain: open.Say\nowner: service:stranger',
    /:36:8.*no access to open\.Say/s,
  ],
  ["the account of the workspace, with somebody's", 'chain: adas.Say', /:35:8.*service:workspace, who has no access/s],
];
for (const [name, job, expected] of cases) {
  test(`a job that runs as ${name} is ${expected === undefined ? 'in order' : 'refused'}`, () => {
    const problems = problemsOf(surroundings + job);
    if (expected === undefined) assert.deepEqual(problems, []);
    else {
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', expected);
    }
  });
}
