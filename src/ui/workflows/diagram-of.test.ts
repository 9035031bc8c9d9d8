import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schemas } from '../api/client.ts';
import { diagramOf, eventLabel, stateLabel } from './diagram-of.ts';

type State = Schemas['WorkflowState'];
type Transition = Schemas['WorkflowTransition'];

const DAY = 86_400_000;
const state = (name: string, more: Partial<State> = {}): State => ({
  name,
  initial: false,
  final: false,
  instances: 0,
  timers: [],
  onEntry: [],
  onExit: [],
  ...more,
});
const transition = (more: Partial<Transition>): Transition => ({
  from: 'a',
  to: 'b',
  kind: 'event',
  name: 'go',
  internal: false,
  actions: [],
  ...more,
});
const states = [
  state('a', { initial: true, label: 'Asked', timers: [{ after: 3 * DAY, event: 'escalate' }] }),
  state('b', { final: true }),
];
const arrowsOf = (...transitions: Transition[]) =>
  diagramOf({ states, transitions }).arrows.map(({ kind, words }) => [kind, ...words]);

const cases: readonly [string, readonly Transition[], readonly (readonly string[])[]][] = [
  ['an event', [transition({})], [['event', 'go']]],
  ['an event by what people call it', [transition({ label: 'Send' })], [['event', 'Send']]],
  ['two events of one way', [transition({}), transition({ name: 'run' })], [['event', 'go', 'run']]],
  ['two guarded transitions of one event', [transition({}), transition({ guard: 'x' })], [['event', 'go']]],
  ['a failure', [transition({ kind: 'error', name: 'upstream' })], [['failure', 'upstream']]],
  ['what a chain sends', [transition({ internal: true })], [['internal', 'go']]],
  ['what a timer sends', [transition({ internal: true, name: 'escalate' })], [['timer', 'escalate after 3 d']]],
  [
    'what a person or a timer sends',
    [transition({ name: 'escalate' })],
    [
      ['event', 'escalate'],
      ['timer', 'escalate after 3 d'],
    ],
  ],
];
for (const [name, transitions, arrows] of cases) {
  test(`${name} is drawn`, () => assert.deepEqual(arrowsOf(...transitions), arrows));
}

test('states and events are called what people call them, or by name', () => {
  const transitions = [transition({ label: 'Send' })];
  assert.deepEqual([stateLabel({ states }, 'a'), stateLabel({ states }, 'b')], ['Asked', 'b']);
  assert.deepEqual([eventLabel({ transitions }, 'go'), eventLabel({ transitions }, 'claim')], ['Send', 'claim']);
});
