/** Owners, roles, privileges and service accounts that definitions name must exist. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from './load-workspace.ts';

const good = `
kind: role
name: clerk
privileges: [chain:run, "dataset:*", "*:*"]
---
kind: service
name: reporting
roles: [clerk]
attributes: { floors: [1, 2] }
---
kind: attributes
name: people
attributes: { floors: list(integer) }
---
kind: chainset
name: tea
owner: service:reporting
roles: [clerk, administrator]
chains:
  List: { steps: [{ uses: records, with: { generate: 1 } }] }
---
kind: job
name: daily
owner: ada
roles: [clerk]
runAs: { service: reporting }
chain: tea.List
`;

const problemsOf = (text: string) => workspaceOf([{ path: 'a.yaml', text }]).problems;

test('what is in order has no problems', () => assert.deepEqual(problemsOf(good), []));

const faults: readonly [string, string, string, RegExp, RegExp][] = [
  ['a privilege that is mistyped', 'chain:run,', 'chain:rnu,', /no privilege 'chain:rnu'/, /'chain:run'/],
  ['a pattern that stands for nothing', '"dataset:*"', '"datset:*"', /no privilege 'datset:\*'/, /./],
  [
    'a role of a service account',
    'roles: [clerk]\nattributes',
    'roles: [clark]\nattributes',
    /no role 'clark'/,
    /'clerk'/,
  ],
  ['an attribute that is not declared', 'floors: [1, 2]', 'floor: [1, 2]', /'floor' is not declared/, /.*/],
  ['an attribute of another type', 'floors: [1, 2]', 'floors: [up]', /whole number/, /.*/],
  ['a name that is taken', 'name: reporting', 'name: workspace', /is there by itself/, /another name/],
  [
    'an owner that is no service account',
    'owner: service:reporting',
    'owner: service:reportin',
    /no service account 'reportin'/,
    /'service:reporting'/,
  ],
  ['an owner in capitals', 'owner: ada', 'owner: Ada', /'Ada' is nobody's name/, /lower case/],
  [
    'a service account that is not defined',
    '{ service: reporting }',
    '{ service: reportng }',
    /no service 'reportng'/,
    /'reporting'/,
  ],
  ['a role of a job', 'roles: [clerk]\nrunAs', 'roles: [clark]\nrunAs', /no role 'clark'/, /'clerk'/],
  ['an owner of what nobody uses', 'kind: role\n', 'kind: role\nowner: ada\n', /owner/, /Remove/],
];
for (const [name, from, to, message, hint] of faults) {
  test(`${name} is a problem with its position`, () => {
    assert.ok(good.includes(from));
    const found = problemsOf(good.replace(from, to)).filter((problem) => message.test(problem.message));
    assert.ok(found.length > 0, JSON.stringify(problemsOf(good.replace(from, to))));
    assert.match(found[0]?.hint ?? '', hint);
    assert.ok((found[0]?.position?.line ?? 0) > 1);
  });
}
