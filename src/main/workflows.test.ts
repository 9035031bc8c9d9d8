import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { EventAnswer } from '../model/workflow-event.ts';
import { leavePeople, leaveRequest } from './leave-request.fixture.ts';
import { workflowsFor } from './workflows.fixture.ts';

const day = 86_400_000;
const dates = { from: '2026-04-01', to: '2026-04-03' };

async function leave(t: TestContext, text = leaveRequest) {
  const opened = await workflowsFor(t, text, leavePeople);
  assert.deepEqual(opened.live.checked.problems, []);
  const { workflows, people } = opened;
  const start = (input: Record<string, unknown> = dates, event?: string): Promise<EventAnswer> =>
    workflows.start({
      workflow: 'leave-request',
      input,
      principal: people.ada,
      ...(event === undefined ? {} : { event }),
    });
  const send = (
    instance: string,
    name: string,
    ...[who, input = {}]: [who: keyof typeof leavePeople, input?: Record<string, unknown>]
  ): Promise<EventAnswer> => workflows.send({ instance, name, input, principal: people[who] });
  return { ...opened, start, send };
}

const idOf = ({ instance, problem }: EventAnswer): string => {
  assert.ok(instance, JSON.stringify(problem));
  return instance.id;
};

const tasksOf = async (
  { workflows }: Awaited<ReturnType<typeof leave>>,
  principal: Parameters<typeof workflows.service.tasks>[1],
) => (await workflows.service.tasks('mine', principal)).map(({ instance }) => instance);

test('a request goes to the manager alone, who decides it, and the mail leaves after the commit', async (t) => {
  const opened = await leave(t);
  const { start, send, workflows, people } = opened;
  const started = await start();
  const id = idOf(started);
  assert.deepEqual(started.instance, { id, workflow: 'leave-request', state: 'pending', version: 1, final: false });
  assert.deepEqual(await tasksOf(opened, people.mia), [id]);
  for (const other of [people.ada, people.hanna, people.holger, people.eve])
    assert.deepEqual(await tasksOf(opened, other), []);
  const seen = await workflows.service.instance(id, people.mia);
  assert.deepEqual(seen.private, { balance: 10, days: 3, managerId: 'mia', headId: 'hanna' });
  assert.deepEqual(
    seen.events.map(({ name, allowed }) => [name, allowed]),
    [
      ['approve', true],
      ['reject', true],
    ],
  );
  assert.equal((await workflows.service.instance(id, people.ada)).private, undefined);
  await assert.rejects(workflows.service.instance(id, people.eve), { code: 'not_found' });
  const approved = await send(id, 'approve', 'mia', { comment: 'Enjoy' });
  assert.equal(approved.outcome, 'ok', JSON.stringify(approved.problem));
  assert.deepEqual(
    [approved.instance?.state, approved.instance?.final, approved.instance?.version],
    ['approved', true, 2],
  );
  const mails = () => opened.store.db.selectFrom('millrace.mails').select(['recipient', 'subject']).execute();
  assert.deepEqual(await mails(), []);
  assert.equal(await workflows.tick(), 1);
  assert.deepEqual(await mails(), [{ recipient: 'ada@example.com', subject: 'approved' }]);
  const history = await workflows.service.history(id, people.mia);
  assert.deepEqual(
    history.toReversed().map(({ kind, name, from, to, by }) => [kind, name, from, to, by.id]),
    [
      ['event', 'submit', 'draft', 'pending', 'ada'],
      ['event', 'approve', 'pending', 'approved', 'mia'],
      ['action', 'approved.onEntry.0', undefined, undefined, 'mia'],
    ],
  );
  assert.deepEqual(history[1]?.input, { comment: 'Enjoy' });
  assert.deepEqual(history[1]?.shown, dates);
  assert.deepEqual(
    history[2]?.actions.map(({ place }) => place),
    ['draft.on.submit.onTransition.0', 'pending.onEntry.0'],
  );
});

test('who may not see an instance is told that there is none; who may not decide it is refused', async (t) => {
  const { start, send } = await leave(t);
  const id = idOf(await start());
  const codes = {
    stranger: (await send(id, 'approve', 'eve')).problem?.code,
    requester: (await send(id, 'approve', 'ada')).problem?.code,
    'with the role but not the task': (await send(id, 'approve', 'holger')).problem?.code,
    'an event of another state': (await send(id, 'retry', 'mia')).problem?.code,
    'no event at all': (await send(id, 'aprove', 'mia')).problem?.code,
    'an internal event': (await send(id, 'escalate', 'mia')).problem?.code,
    'bad input': (await send(id, 'approve', 'mia', { comment: ['a'] })).problem?.code,
  };
  assert.deepEqual(codes, {
    stranger: 'not_found',
    requester: 'denied',
    'with the role but not the task': 'denied',
    'an event of another state': 'conflict',
    'no event at all': 'not_found',
    'an internal event': 'denied',
    'bad input': 'invalid_input',
  });
});

test('after three days it goes to the head, once, and then not again', async (t) => {
  const opened = await leave(t);
  const { start, send, workflows, clock, people } = opened;
  const id = idOf(await start());
  clock.advance(3 * day - 1);
  assert.equal(await workflows.tick(), 0);
  clock.advance(1);
  assert.deepEqual(await Promise.all([workflows.tick(), workflows.tick()]).then((counts) => counts.toSorted()), [0, 1]);
  assert.deepEqual([await tasksOf(opened, people.mia), await tasksOf(opened, people.hanna)], [[], [id]]);
  clock.advance(30 * day);
  assert.equal(await workflows.tick(), 0);
  const history = await workflows.service.history(id, people.hanna);
  assert.deepEqual(
    history.map(({ name, by }) => [name, by.kind]),
    [
      ['escalate', 'service'],
      ['submit', 'user'],
    ],
  );
  assert.equal((await send(id, 'approve', 'mia')).outcome, 'denied');
  assert.equal((await send(id, 'reject', 'hanna')).instance?.state, 'rejected');
});

test('an event that is told again gets its first answer, and nothing is done twice', async (t) => {
  const { start, send, workflows, people, store } = await leave(t);
  const event = '019c0000-0000-7000-8000-000000000001';
  const answers = await Promise.all(Array.from({ length: 20 }, () => start(dates, event)));
  for (const { instance } of answers) assert.deepEqual(instance, answers[0]?.instance);
  assert.equal(answers.filter(({ repeated }) => !repeated).length, 1);
  const rows = await store.db.selectFrom('millrace.workflow_instances').select('version').execute();
  assert.deepEqual(rows, [{ version: 1 }]);
  const again = {
    instance: event,
    name: 'reject',
    input: {},
    principal: people.mia,
    event: '019c0000-0000-7000-8000-000000000002',
  };
  assert.equal((await workflows.send(again)).repeated, false);
  const repeated = await workflows.send(again);
  assert.deepEqual([repeated.outcome, repeated.repeated, repeated.instance?.state], ['ok', true, 'rejected']);
  assert.equal((await workflows.send({ ...again, name: 'approve' })).problem?.code, 'conflict');
  assert.equal((await send(event, 'reject', 'mia')).outcome, 'conflict');
});

test('events for one instance never interleave: of twenty at once one counts', async (t) => {
  const { start, send } = await leave(t);
  const id = idOf(await start());
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_one, at) => send(id, at % 2 ? 'reject' : 'approve', 'mia')),
  );
  assert.equal(answers.filter(({ outcome }) => outcome === 'ok').length, 1);
  assert.deepEqual(new Set(answers.map(({ outcome }) => outcome)), new Set(['ok', 'conflict']));
});

test('a version that is old is a conflict, also where the event would be allowed', async (t) => {
  const { start, workflows, people } = await leave(t);
  const instance = idOf(await start());
  const order = { instance, name: 'reject', input: {}, principal: people.mia };
  assert.equal((await workflows.send({ ...order, version: 0 })).outcome, 'conflict');
  assert.equal((await workflows.send({ ...order, version: 1 })).outcome, 'ok');
});

test('a guard that refuses says why, and nothing but the attempt is kept', async (t) => {
  const { start, send, workflows, people, store } = await leave(t);
  const refused = await start({ from: '2026-04-03', to: '2026-04-01' });
  assert.deepEqual(
    [refused.outcome, refused.problem?.code, refused.instance],
    ['conflict', 'guard_refused', undefined],
  );
  assert.deepEqual(await store.db.selectFrom('millrace.workflow_instances').select('id').execute(), []);
  const id = idOf(await start({ from: '2026-04-01', to: '2026-04-30' }));
  const late = await send(id, 'approve', 'mia', { comment: 'never' });
  assert.equal(late.problem?.message, 'The event is not allowed: not enough days left.');
  const { public: data, version, state } = await workflows.service.instance(id, people.mia);
  assert.deepEqual([data, version, state], [{ from: '2026-04-01', to: '2026-04-30' }, 1, 'pending']);
  assert.equal((await workflows.service.history(id, people.mia))[0]?.problem?.code, 'guard_refused');
});

/** A workflow that chains drive: one is started for each order, and looks at itself. */
const orders = `
kind: workspace
name: orders
---
kind: role
name: clerk
privileges: ["workflow:start", "workflow:send"]
---
kind: chainset
name: orders
chains:
  Begin:
    input: { number: text }
    steps:
      - uses: workflow.start
        with: { workflow: order, input: { number: =number }, as: instance }
      - uses: workflow.get
        with: { instance: =instance, as: seen }
  Accept:
    params: { id: text, number: text }
    output: { checked: boolean }
    steps:
      - uses: records
        with: { records: [{ one: 1 }] }
      - uses: workflow.send
        with: { workflow: order, to: =$id, event: pack }
      - uses: derive
        with: { compute: { checked: "$number <> 'bad'" } }
      - uses: validate
        with: { rules: [{ check: checked, message: it is bad }] }
      - uses: select
        with: { fields: [checked] }
---
kind: workflow
name: order
roles: { start: [clerk] }
data: { public: { number: text, checked: boolean } }
start: begin
initial: new
states:
  new: { on: { begin: { to: open, input: [number] } } }
  open:
    onEntry: [{ chain: orders.Accept, with: { id: =instance.id, number: =public.number }, write: { public: merge } }]
    on: { pack: { to: done, internal: true } }
  done: { final: true }
`;

test('a chain starts instances once, however often it is done, and its event to its own instance comes after the commit', async (t) => {
  const { workflows, direct, people, live } = await workflowsFor(t, orders, { carl: ['clerk'] });
  assert.deepEqual(live.checked.problems, []);
  const run = () =>
    direct.run({
      ...{ chain: 'orders.Begin', parameters: {}, input: [{ number: 'A-1' }, { number: 'A-1' }, { number: 'bad' }] },
      principal: people.carl,
      trigger: { kind: 'endpoint', of: 'shop', subject: 'one' },
      effectId: 'delivery-1',
    });
  const first = await run();
  assert.equal(first.outcome, 'ok', JSON.stringify(first.problem));
  assert.equal((await run()).outcome, 'ok');
  assert.deepEqual(
    first.records.map(({ seen }) => seen),
    [null, null, null],
  );
  assert.equal(await workflows.tick(), 5, 'three starts, and an event from each of the two that were accepted');
  const page = await workflows.service.instances({ limit: 10 }, people.carl);
  assert.deepEqual(
    page.instances.map(({ state, version }) => [state, version]),
    [
      ['done', 2],
      ['done', 2],
    ],
  );
  assert.deepEqual(
    new Set(page.instances.map(({ id }) => id)),
    new Set(first.records.slice(0, 2).map(({ instance }) => instance)),
  );
  const administrator = { ...people.carl, roles: ['administrator'] };
  const [incident, ...others] = await workflows.service.incidents(administrator);
  assert.deepEqual([incident?.problem?.code, others], ['validation_failed', []]);
  await assert.rejects(workflows.service.incidents(people.carl), { code: 'denied' });
  assert.equal(await workflows.tick(), 0);
  await workflows.service.retry(incident?.id ?? '', { number: 'A-2' }, administrator);
  assert.equal(await workflows.tick(), 2);
  assert.equal((await run()).outcome, 'ok');
  assert.equal(await workflows.tick(), 3, 'what was sent before gets the answer that it had');
  assert.equal((await workflows.service.instances({ limit: 10 }, people.carl)).instances.length, 3);
});
