/** A workspace from its text with a real store, and direct runs over it, for tests. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { SharedConnections } from '../connectors/shared-connections.ts';
import { systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import { RunChanges } from '../runs/create-run-service.ts';
import { ConcurrencyPlaces } from '../store/concurrency-places.ts';
import { openTestStore } from '../store/test-store.ts';
import { createDirectRuns } from './direct-runs.ts';
import { LiveWorkspace } from './live-workspace.ts';
import type { RunMachine } from './perform-run.ts';

/** Direct runs for a test; all is closed and removed after it. */
export async function directRunsFor(t: Pick<TestContext, 'after'>, text: string, machine: Partial<RunMachine> = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-direct-'));
  await writeFile(path.join(folder, 'workspace.yaml'), text);
  const live = await LiveWorkspace.load(folder);
  const logger = silentLogger;
  const clock = systemClock;
  const connections = new SharedConnections({ clock, logger });
  const changes = new RunChanges();
  const closing: (() => Promise<void>)[] = [];
  // Before the store's own: what runs leave behind is still to be written into it.
  t.after(async () => {
    for (const close of closing) await close();
    await rm(folder, { recursive: true, force: true });
  });
  const store = await openTestStore(t);
  const places = new ConcurrencyPlaces({ url: store.url, workgroup: store.workgroup, logger });
  closing.push(() => places.close());
  const direct = createDirectRuns({
    places,
    store,
    live,
    clock,
    logger,
    changes,
    machine: { clock, logger, store, environment: {}, connections, ...machine },
  });
  closing.push(
    () => direct.close(),
    () => connections.close(),
  );
  return { direct, store, live, folder, changes };
}
