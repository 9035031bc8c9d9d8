import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Principal } from '../model/principal.ts';
import { DateValue } from '../model/value.ts';
import { types } from '../model/value-type.ts';
import type { WorkflowTask } from '../model/workflow-instance.ts';
import type {
  CheckedEvent,
  CheckedState,
  CheckedTask,
  CheckedTransition,
  CheckedWorkflow,
} from './checked-workflow.ts';
import { decideEvent, type Situation } from './decide-event.ts';
import type { Sender } from './who-may.ts';

const person = (id: string, ...roles: string[]): Principal => ({ kind: 'user', id, name: id, roles, attributes: {} });

const roles = new Map([
  ['employee', { privileges: ['workflow:start', 'workflow:send'] }],
  ['hr', { privileges: ['workflow:*'] }],
  ['reader', { privileges: ['workflow:start'] }],
]);

const to = (name: string, more: Partial<CheckedTransition> = {}): CheckedTransition => ({
  ...{ to: name, internal: false, actions: [] },
  ...more,
});

const comment = { name: 'comment', type: types.text, optional: true };
const until = { name: 'until', type: types.date, optional: false };

const event = (
  name: string,
  transitions: readonly CheckedTransition[],
  more: Partial<CheckedEvent> = {},
): [string, CheckedEvent] => [name, { name, input: { fields: [], merges: true }, transitions, ...more }];

const task: CheckedTask = { words: 'the manager', fourEyes: true };

const state = (
  name: string,
  events: readonly [string, CheckedEvent][],
  more: Partial<CheckedState> = {},
): CheckedState => ({
  ...{ name, final: false, onEntry: [], onExit: [], timers: [], events: new Map(events) },
  ...more,
});

const draft = state('draft', [event('submit', [to('pending')])]);
const pending = state(
  'pending',
  [
    event('approve', [to('high', { roles: ['hr'] }), to('approved')], { input: { fields: [comment], merges: true } }),
    event('extend', [to('pending')], { input: { fields: [until], merges: false } }),
    event('escalate', [to('pending', { internal: true })]),
  ],
  { task },
);
const waiting = state('waiting', [event('go', [to('pending')])]);

const workflow = {
  ...{
    name: 'leave',
    public: [comment],
    private: [],
    start: 'submit',
    initial: 'draft',
    startRoles: ['employee', 'reader'],
  },
  enabled: true,
  definition: { name: 'leave' },
  states: new Map([draft, pending, waiting].map((one) => [one.name, one])),
} as unknown as CheckedWorkflow;

interface Case {
  readonly state?: CheckedState;
  readonly event?: string;
  readonly input?: Record<string, unknown>;
  readonly who?: Principal;
  readonly sender?: Partial<Sender>;
  readonly task?: Partial<WorkflowTask>;
  readonly actors?: readonly string[];
  readonly inView?: boolean;
  readonly version?: number;
  readonly seen?: number;
  readonly enabled?: boolean;
}

function decide(one: Case) {
  const { who = person('mia', 'employee'), version = 3, seen } = one;
  const situation: Situation = {
    workflow: { ...workflow, enabled: one.enabled ?? true },
    event: { name: one.event ?? 'approve', input: one.input ?? {}, ...(seen === undefined ? {} : { version: seen }) },
    sender: { principal: who, origin: 'somebody', own: false, roles, ...one.sender },
    standing: {
      state: one.state ?? pending,
      startedBy: 'ada',
      actors: one.actors ?? ['ada'],
      task: { id: 'task', createdAt: 0, assignee: 'mia', ...one.task },
      inView: one.inView ?? true,
    },
    version,
    data: { public: { comment: 'before' }, private: {} },
  };
  return decideEvent(situation);
}

const byRole: Partial<WorkflowTask> = { assignee: undefined, role: 'hr' };
const holger = person('holger', 'hr');
const start: Case = { state: draft, event: 'submit', version: 0, who: person('ada', 'employee') };

const cases: readonly [name: string, given: Case, expected: string][] = [
  ['the assignee may', {}, 'approved'],
  [
    'an administrator may go where roles may, not where the task belongs to somebody',
    { who: person('root', 'administrator') },
    'high',
  ],
  ['somebody else who sees it may not', { who: person('eve', 'employee') }, 'denied'],
  ['who does not see it is told that there is none', { who: person('eve', 'employee'), inView: false }, 'not_found'],
  [
    'who started it sees it, but four eyes keep them out',
    { who: person('ada', 'employee'), task: { assignee: 'ada' } },
    'denied',
  ],
  ['who acted before may not', { actors: ['ada', 'mia'] }, 'denied'],
  ['without the privilege, not even the assignee', { who: person('mia', 'reader') }, 'denied'],
  ['a key without the scope may not', { who: { ...person('mia', 'employee'), scopes: ['workflow:start'] } }, 'denied'],
  ['a key with the scope may', { who: { ...person('mia', 'employee'), scopes: ['workflow:send'] } }, 'approved'],
  ['the transition of a role comes first for who has it', { who: person('mia', 'employee', 'hr') }, 'high approved'],
  [
    'a role may where it has the task',
    { who: holger, task: byRole, event: 'extend', input: { until: '2026-01-01' } },
    'pending',
  ],
  [
    'not when somebody else claimed it',
    { who: holger, task: { ...byRole, claimedBy: 'hedi' }, event: 'extend' },
    'denied',
  ],
  [
    'when they claimed it',
    { who: holger, task: { ...byRole, claimedBy: 'holger' }, event: 'extend', input: { until: '2026-01-01' } },
    'pending',
  ],
  ['nobody has a task that belongs to nobody', { task: { assignee: undefined } }, 'denied'],
  ['without a task, who sees it may', { state: waiting, event: 'go', who: person('eve', 'employee') }, 'pending'],
  ['people do not send internal events', { event: 'escalate' }, 'denied'],
  [
    'timers do',
    { event: 'escalate', sender: { origin: 'timer', own: true }, inView: false, who: person('service:x') },
    'pending',
  ],
  ['chains of the workflow do', { event: 'escalate', sender: { origin: 'chain', own: true } }, 'pending'],
  ['chains of others do not', { event: 'escalate', sender: { origin: 'chain' } }, 'denied'],
  ['an event of another state', { event: 'go' }, 'conflict'],
  ['an event of no state', { event: 'aprove' }, 'not_found'],
  ['a version that is old', { seen: 2 }, 'conflict'],
  ['the version that is', { seen: 3 }, 'approved'],
  ['input that is missing', { event: 'extend' }, 'invalid_input'],
  ['input that nobody asked for', { input: { until: '2026-01-01' } }, 'invalid_input'],
  [
    'who may not do it is told that before its input is looked at',
    { who: person('eve', 'employee'), event: 'extend' },
    'denied',
  ],
  ['a start', start, 'pending'],
  ['a start without the role', { ...start, who: person('eve', 'hr') }, 'not_found'],
  ['a start with the role and the privilege alone', { ...start, who: person('rita', 'reader') }, 'pending'],
  ['a start of what is switched off', { ...start, enabled: false }, 'conflict'],
];

for (const [name, given, expected] of cases) {
  test(`decides: ${name}`, () => {
    const decision = decide(given);
    const words = decision.refusal?.problem.code ?? decision.candidates?.transitions.map((one) => one.to).join(' ');
    assert.equal(words, expected, decision.refusal?.problem.message);
  });
}

test('input that names public fields is in the data before guards are asked; a shape of its own is beside it', () => {
  const merged = decide({ input: { comment: 'now' } });
  assert.deepEqual(merged.candidates?.data.public, { comment: 'now' });
  assert.deepEqual(decide({}).candidates?.data.public, { comment: 'before' });
  assert.deepEqual(decide({ input: { comment: null } }).candidates?.data.public, { comment: null });
  const own = decide({ event: 'extend', input: { until: '1970-01-02' } });
  assert.deepEqual(
    [own.candidates?.data.public, own.candidates?.input],
    [{ comment: 'before' }, { until: new DateValue(1) }],
  );
});
