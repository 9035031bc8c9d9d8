import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { leaveRequest } from './leave-request.fixture.ts';
import { openWorkflows } from './workflows.ts';
import { workflowsFor } from './workflows.fixture.ts';

const people = { ada: ['employee'], mia: ['employee'], hanna: ['employee'], holger: ['hr'], hedi: ['hr'] } as const;

/** A request of which the HR database knows nothing: it waits for anybody of HR. */
async function waiting(t: TestContext) {
  const opened = await workflowsFor(t, leaveRequest, people);
  const { workflows, people: who } = opened;
  const input = { from: '2030-04-01', to: '2030-04-03' };
  const { instance, problem } = await workflows.start({ workflow: 'leave-request', input, principal: who.ada });
  assert.equal(instance?.state, 'needs-hr', JSON.stringify(problem));
  const tasks = async (name: keyof typeof people) => workflows.service.tasks('mine', who[name]);
  const [task] = await tasks('holger');
  assert.ok(task);
  const act = (what: 'claim' | 'release' | 'delegate' | 'reassign', name: keyof typeof people, to?: string) =>
    workflows.service.act(task.id, { what, ...(to === undefined ? {} : { to }) }, who[name]);
  return { ...opened, id: instance.id, tasks, task, act, who };
}

test('a task of a role is claimed by one of them, released, claimed by another, and delegated', async (t) => {
  const { tasks, act, task, workflows, id, who } = await waiting(t);
  assert.deepEqual(
    [task.role, task.may, (await tasks('hedi')).length, (await tasks('mia')).length],
    ['hr', ['claim'], 1, 0],
  );
  const claims = await Promise.allSettled([act('claim', 'holger'), act('claim', 'hedi')]);
  assert.deepEqual(claims.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  const [first, second] =
    claims[0]?.status === 'fulfilled' ? (['holger', 'hedi'] as const) : (['hedi', 'holger'] as const);
  assert.deepEqual([(await tasks(first))[0]?.may, await tasks(second)], [['release', 'delegate'], []]);
  const retry = (name: keyof typeof people) =>
    workflows.send({ instance: id, name: 'retry', input: {}, principal: who[name] });
  assert.equal((await retry(second)).problem?.code, 'denied');
  await assert.rejects(act('release', second), { code: 'denied' });
  await act('release', first);
  await act('claim', second);
  await assert.rejects(act('delegate', first, 'mia'), { code: 'denied' });
  await assert.rejects(act('delegate', second, 'nobody'), { code: 'invalid_input' });
  await act('delegate', second, 'hanna');
  assert.deepEqual([await tasks(second), (await tasks('hanna'))[0]?.assignee?.id], [[], 'hanna']);
  const names = (await workflows.service.history(id, who.ada)).map(({ name, by }) => `${name} ${by.id}`);
  assert.deepEqual(names, [
    `delegate ${second}`,
    `claim ${second}`,
    `release ${first}`,
    `retry ${second}`,
    `claim ${first}`,
    'submit ada',
  ]);
  assert.equal((await retry('hanna')).instance?.state, 'needs-hr', 'the database still knows nothing');
});

test('whoever may not see an instance does not know of its task, and nobody gets one that four eyes forbid', async (t) => {
  const { act, who, workflows } = await waiting(t);
  await assert.rejects(act('claim', 'mia'), { code: 'not_found' });
  const input = { from: '2026-04-01', to: '2026-04-03' };
  await workflows.start({ workflow: 'leave-request', input, principal: who.ada });
  const [task] = await workflows.service.tasks('mine', who.mia);
  const delegate = (to: string) => workflows.service.act(task?.id ?? '', { what: 'delegate', to }, who.mia);
  await assert.rejects(delegate('ada'), { code: 'denied', message: /Four eyes/ });
  await delegate('hanna');
  await assert.rejects(workflows.service.tasks('all', who.holger), { code: 'denied' });
  const administrator = { ...who.holger, id: 'root', roles: ['administrator'] };
  assert.equal((await workflows.service.tasks('all', administrator)).length, 2);
  await workflows.service.act(task?.id ?? '', { what: 'reassign', to: 'mia' }, administrator);
  assert.equal((await workflows.service.tasks('mine', who.mia)).length, 1);
});

test('what is due after a restart is done by whoever comes next, once', async (t) => {
  const { options, clock, who, workflows, tasks } = await waiting(t);
  const input = { from: '2026-04-01', to: '2026-04-03' };
  await workflows.start({ workflow: 'leave-request', input, principal: who.ada });
  await workflows.close();
  clock.advance(4 * 86_400_000);
  const [one, other] = await Promise.all([openWorkflows(options), openWorkflows(options)]);
  t.after(() => Promise.all([one.close(), other.close()]));
  const counts = await Promise.all([one.tick(), other.tick()]);
  assert.equal(counts[0] + counts[1], 1);
  assert.deepEqual([(await tasks('mia')).length, (await tasks('hanna')).length], [0, 1]);
});
