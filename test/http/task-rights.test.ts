/** Inboxes after rights changed: what somebody no longer has to decide is gone from theirs at once, and lost to nobody. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { leaveRequest } from '../../src/main/leave-request.fixture.ts';
import { type Caller, person } from './callers.ts';
import { type Answer, serve, type Served } from './served.ts';

let served: Served;

const post = (path: string, caller: Caller, body?: unknown): Promise<Answer> =>
  served.anonymously(`/api/v1${path}`, { method: 'POST', headers: caller, ...(body === undefined ? {} : { body }) });

/** The instances whose tasks are in somebody's inbox; the status where there is none. */
async function inbox(caller: Caller): Promise<readonly string[] | number> {
  const { status, body } = await served.anonymously('/api/v1/tasks', { headers: caller });
  return status === 200 ? body.tasks.map(({ instance }: { instance: string }) => instance) : status;
}

/** A request that waits for personnel: for its dates nobody knows the manager. */
async function waitsForPersonnel(): Promise<string> {
  const input = { from: '2030-02-01', to: '2030-02-03' };
  const answer = await served.call('/api/v1/workflows/leave-request/instances', { method: 'POST', body: { input } });
  assert.deepEqual([answer.status, answer.body.instance?.state], [201, 'needs-hr'], JSON.stringify(answer.body));
  return answer.body.instance.id as string;
}

interface Change {
  readonly what: string;
  readonly body: object;
  readonly inbox: readonly string[] | number;
  /** The status of an event that they send all the same. */
  readonly event: number;
}

const changes: readonly Change[] = [
  { what: 'the role is taken away', body: { roles: ['employee'] }, inbox: [], event: 404 },
  { what: 'every role is taken away', body: { roles: [] }, inbox: [], event: 403 },
  { what: 'the user is disabled', body: { enabled: false }, inbox: 401, event: 401 },
];

describe('tasks after rights changed', () => {
  before(async () => {
    served = await serve({ 'leave.yaml': leaveRequest });
  });
  after(() => served.close());

  for (const [at, change] of changes.entries()) {
    for (const claimed of [false, true]) {
      test(`${change.what}${claimed ? ', after claiming' : ''}: gone from their inbox, and in that of the others`, async () => {
        const [id, other] = [`gone${at}${claimed}`.toLowerCase(), `stays${at}${claimed}`.toLowerCase()];
        const theirs = await person(served, { id, roles: ['employee', 'hr'] });
        const others = await person(served, { id: other, roles: ['hr'] });
        const instance = await waitsForPersonnel();
        const { tasks } = (await served.anonymously('/api/v1/tasks', { headers: theirs })).body;
        const task = tasks.find((one: { instance: string }) => one.instance === instance);
        if (claimed) {
          assert.ok((await post(`/tasks/${task.id}/claim`, theirs)).status < 300);
          assert.ok(!((await inbox(others)) as string[]).includes(instance), 'it is for who claimed it');
        }
        const { status } = await served.call(`/api/v1/users/${id}`, { method: 'PATCH', body: change.body });
        assert.equal(status, 200);
        assert.deepEqual(await inbox(theirs), change.inbox);
        assert.equal((await post(`/instances/${instance}/events`, theirs, { name: 'retry' })).status, change.event);
        assert.ok(((await inbox(others)) as string[]).includes(instance), 'the others of the role have it');
        assert.equal((await post(`/tasks/${task.id}/claim`, others)).status < 300, true);
      });
    }
  }
});
