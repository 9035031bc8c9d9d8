import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workflowsFor } from './workflows.fixture.ts';

const definitions = `
kind: workspace
name: incidents
---
kind: role
name: clerk
privileges: ["workflow:start", "workflow:send"]
---
kind: role
name: fixer
privileges: ["workflow:repair"]
---
kind: role
name: all
privileges: ["admin:workflows", "workflow:repair"]
---
kind: chainset
name: c
chains:
  Pay:
    params: { amount: integer, iban: { type: text, sensitive: true } }
    steps:
      - uses: records
        with: { records: [{ one: 1 }] }
      - uses: validate
        with: { rules: [{ check: "$amount < 0", message: "not now" }] }
---
kind: workflow
name: pay
roles: { start: [clerk] }
view: "public.fixer = @user.id"
data:
  public: { amount: integer, fixer: text, iban: { type: text, sensitive: true } }
start: begin
initial: draft
states:
  draft: { on: { begin: { to: paid, input: [amount, fixer, iban] } } }
  paid:
    onEntry: [{ chain: c.Pay, with: { amount: =public.amount, iban: =public.iban }, after: commit }]
    on: { close: { to: closed } }
  closed: { final: true }
`;

test('incidents are for those who may see their instance, and what is sensitive is shown to nobody', async (t) => {
  const users = { cleo: ['clerk'], fritz: ['fixer'], frida: ['fixer'], ada: ['all'] };
  const { workflows, people, live } = await workflowsFor(t, definitions, users);
  assert.deepEqual(live.checked.problems, []);
  const input = { amount: 5, fixer: 'fritz', iban: 'DE00-secret' };
  const { instance } = await workflows.start({ workflow: 'pay', input, principal: people.cleo });
  assert.equal(await workflows.tick(), 1);
  const { service } = workflows;
  const given = async (principal: typeof people.ada) =>
    (await service.incidents(principal)).map(({ order }) => order.kind === 'action' && order.action.parameters);
  assert.deepEqual(await given(people.ada), [{ amount: 5 }]);
  assert.deepEqual(await given(people.fritz), [{}], 'who does not see the private data does not see what is given');
  assert.deepEqual(await given(people.frida), []);
  const details = await service.instance(instance?.id ?? '', people.ada);
  assert.doesNotMatch(JSON.stringify(details), /DE00-secret/);
  const [incident] = await service.incidents(people.fritz);
  const id = incident?.id ?? '';
  await assert.rejects(service.retry(id, {}, people.frida), { code: 'not_found' });
  await assert.rejects(service.skip(id, 'why not', people.frida), { code: 'not_found' });
  await service.retry(id, { amount: -1 }, people.fritz);
  assert.equal(await workflows.tick(), 1);
  assert.deepEqual(await service.incidents(people.ada), []);
});
