/** Workflows over a real store with direct runs, real users and a clock that is moved by hand, for tests. */
import type { TestContext } from 'node:test';
import { SimulatedClock, systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import type { Principal } from '../model/principal.ts';
import { addUser } from '../store/users.ts';
import { directRunsFor } from './direct-runs.fixture.ts';
import { createDirectory } from './identity/directory.ts';
import { openWorkflows } from './workflows.ts';

/** Opens the workflows of a text, with users by name and their roles. */
export async function workflowsFor<const U extends Readonly<Record<string, readonly string[]>>>(
  t: Pick<TestContext, 'after'>,
  text: string,
  users: U,
) {
  const parts = await directRunsFor(t, text);
  // After what runs write down by the system's clock, so that nothing of it is still to come.
  const clock = new SimulatedClock(systemClock.now() + 60_000);
  const store = { ...parts.store, clock };
  const people: Partial<Record<keyof U, Principal>> = {};
  for (const [name, roles] of Object.entries(users)) {
    people[name as keyof U] = await addUser(parts.store, { name, displayName: name, roles: [...roles] });
  }
  const directory = createDirectory(store, () => parts.live.checked.workspace.services);
  const options = { store, live: parts.live, direct: parts.direct, directory, clock, logger: silentLogger };
  const workflows = await openWorkflows(options);
  t.after(() => workflows.close());
  return { ...parts, store, clock, workflows, directory, options, people: people as Record<keyof U, Principal> };
}
