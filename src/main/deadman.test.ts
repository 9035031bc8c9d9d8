/** The alarm about a scheduler that is dead, over a real store: once, by whichever node, and its end once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import { SecretVault } from '../core/secrets.ts';
import type { ChannelDefinition, WorkspaceSettings } from '../model/definitions/definition.ts';
import { listAlertMessages } from '../store/alert-messages.ts';
import { listFirings } from '../store/alerts.ts';
import { beatScheduler, takePingTurn } from '../store/scheduler-beats.ts';
import { openTestStore } from '../store/test-store.ts';
import { wireDeathWatch } from './deadman.ts';
import type { LiveWorkspace } from './live-workspace.ts';

test('nodes that hear no scheduler any more tell it once, and once that it is back', async (t) => {
  const clock = new SimulatedClock('2026-03-01T00:00:00Z');
  const store = await openTestStore(t, clock);
  const settings = { name: 'mill', alerts: [{ channel: 'ops' }] } as unknown as WorkspaceSettings;
  const ops = { name: 'ops', email: ['ops@example.com'] } as unknown as ChannelDefinition;
  const live = { checked: { workspace: { settings, channels: new Map([['ops', ops]]) } } } as unknown as LiveWorkspace;
  const secrets = { vault: async () => new SecretVault(() => undefined) };
  let delivered = 0;
  const deliver = async (): Promise<void> => {
    delivered += 1;
  };
  const options = { store, live, secrets, clock, logger: silentLogger };
  const nodes = [1, 2].map(() => wireDeathWatch(options, deliver));
  const listen = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.listen()));
    clock.advance(30_000);
  };
  await beatScheduler(store, undefined);
  for (let times = 0; times < 4; times += 1) await listen();
  assert.deepEqual(await listFirings(store), []);
  for (let times = 0; times < 4; times += 1) await listen();
  assert.ok(delivered >= 2, 'whoever hears nothing sends what there is to tell');
  await beatScheduler(store, undefined);
  for (let times = 0; times < 3; times += 1) {
    await beatScheduler(store, undefined);
    await listen();
  }
  const firings = await listFirings(store);
  assert.deepEqual(
    firings.map(({ job, kind, ending }) => [job, kind, ending]),
    [['', 'dead', 'ended']],
  );
  const messages = await listAlertMessages(store);
  assert.deepEqual(messages.map(({ event, recipient }) => `${event} ${recipient.address}`).toSorted(), [
    'began ops@example.com',
    'ended ops@example.com',
  ]);
});

test('of the nodes that would tell somebody outside, one does', async (t) => {
  const clock = new SimulatedClock('2026-03-01T00:00:00Z');
  const store = await openTestStore(t, clock);
  assert.equal(await takePingTurn(store, 60_000), false, 'nothing lives that has not looked');
  await beatScheduler(store, undefined);
  const turns = await Promise.all([1, 2, 3].map(() => takePingTurn(store, 60_000)));
  assert.deepEqual(turns.filter((turn) => turn).length, 1);
  clock.advance(60_000);
  assert.equal(await takePingTurn(store, 60_000), true);
});
