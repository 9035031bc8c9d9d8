import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../core/logger.ts';
import { workspaceAccount } from '../model/principal.ts';
import { EventAttempts } from '../workflow/event-attempts.ts';
import { performWork } from '../workflow/perform-work.ts';
import { leavePeople, leaveRequest } from './leave-request.fixture.ts';
import { createWorkflowStore } from './workflow-store.ts';
import { FolderVersions } from './workflow-versions.ts';
import { workflowsFor } from './workflows.fixture.ts';

const day = 86_400_000;

test('a timer that was taken up before its state was left does nothing in the state entered anew', async (t) => {
  const anew = leaveRequest.replace('      reject:', '      ask-again: { to: pending }\n      reject:');
  const { workflows, people, store, live, direct, directory, clock } = await workflowsFor(t, anew, leavePeople);
  assert.deepEqual(live.checked.problems, []);
  const started = await workflows.start({
    workflow: 'leave-request',
    input: { from: '2026-04-01', to: '2026-04-03' },
    principal: people.ada,
  });
  const id = started.instance?.id ?? '';
  clock.advance(3 * day);
  const logger = silentLogger;
  const kept = createWorkflowStore(store, { appliers: {} });
  const services = { store: kept, runs: direct, versions: new FolderVersions({ store, live, logger }) };
  const around = { ...services, directory, clock, logger };
  const [timer, ...rest] = await kept.takeWork(10, 60_000);
  assert.ok(timer?.order.kind === 'timer' && rest.length === 0);
  const again = await workflows.send({ instance: id, name: 'ask-again', input: {}, principal: people.mia });
  assert.equal(again.outcome, 'ok', JSON.stringify(again.problem));
  const attempts = new EventAttempts({ ...around, account: workspaceAccount });
  await performWork({ ...around, attempts }, timer, new AbortController().signal);
  const history = await workflows.service.history(id, people.mia);
  assert.deepEqual(
    history.map(({ name }) => name),
    ['ask-again', 'submit'],
  );
  assert.equal((await workflows.service.tasks('mine', people.mia)).length, 1);
  clock.advance(3 * day);
  assert.equal(await workflows.tick(), 1);
  assert.equal((await workflows.service.tasks('mine', people.hanna)).length, 1);
});

const failing = leaveRequest.replace(
  '      escalate: { to: pending, internal: true, reassign: =private.headId }',
  `      hand-over: { to: elsewhere, reassign: =private.headId }
  elsewhere:
    onEntry:
      - chain: hr.Enrich
        with: { employeeId: "=instance.startedBy", from: "=date '2031-01-01'" }
        write: { private: merge }
        onError: { failed: needs-hr }
    task: { assignee: =private.managerId }
    on: { back: { to: pending } }`,
);

test('the task of the state that an error leads to is for whom that state says, not for whom the event named', async (t) => {
  const text = failing.replace('    after: { 3d: escalate }\n', '');
  const { workflows, people, live } = await workflowsFor(t, text, leavePeople);
  assert.deepEqual(live.checked.problems, []);
  const started = await workflows.start({
    workflow: 'leave-request',
    input: { from: '2026-04-01', to: '2026-04-03' },
    principal: people.ada,
  });
  const id = started.instance?.id ?? '';
  const sent = await workflows.send({ instance: id, name: 'hand-over', input: {}, principal: people.mia });
  assert.equal(sent.instance?.state, 'needs-hr', JSON.stringify(sent.problem));
  assert.equal((await workflows.service.tasks('mine', people.holger)).length, 1);
  assert.equal((await workflows.service.tasks('mine', people.hanna)).length, 0);
});
