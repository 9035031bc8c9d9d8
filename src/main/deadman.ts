/** Wires the dead man's handle: the sign of life in the store and outside, and the alarm of nodes that miss it. */
import { MillraceError } from '../core/errors.ts';
import { openHttpClient } from '../connectors/http/http-client.ts';
import type { AlertChange } from '../model/alert.ts';
import { createDeathWatch, createLifeSign, type DeathWatch, type LifeSign } from '../scheduler/deadman.ts';
import { recipientsOf } from '../scheduler/scheduled-job.ts';
import { hasStuckAlert } from '../store/alert-messages.ts';
import { changeAlerts, listAlerts } from '../store/alerts.ts';
import { inTransaction, type StoreContext } from '../store/open-store.ts';
import { beatScheduler, lastSchedulerLook, takePingTurn } from '../store/scheduler-beats.ts';
import { type AlertSendersOptions, withoutPath } from './alert-senders.ts';
import type { LiveWorkspace } from './live-workspace.ts';

/** What it is wired from. */
export type DeadmanOptions = Omit<AlertSendersOptions, 'address'> & { readonly node?: string };

/** How often the address outside is asked where nothing else is said, in milliseconds. */
const usualPing = 60_000;

/** Messages that cannot leave for so long, in milliseconds, are told outside: by silence. */
const stuck = { tries: 3, age: 600_000 };

/** The sign of life of this node's scheduler. */
export function wireLifeSign(options: DeadmanOptions): LifeSign {
  const { store, live, clock, logger, node } = options;
  const settings = () => live.checked.workspace.settings.deadman;
  return createLifeSign({
    clock,
    logger,
    beat: () => beatScheduler(store, node),
    pingEvery: () => settings() && (settings()?.every ?? usualPing),
    takeTurn: (every) => takePingTurn(store, every),
    hindrance: async () => ((await hasStuckAlert(store, stuck)) ? 'Messages of alerts cannot leave.' : undefined),
    ping: () => ping(settings()?.url ?? '', options),
  });
}

/** How long the address outside may take to answer, in milliseconds. */
const pingTimeout = 10_000;

async function ping(written: string, { secrets }: DeadmanOptions): Promise<void> {
  const vault = await secrets.vault();
  const text = vault.resolve(written);
  if (!URL.canParse(text)) {
    throw new MillraceError('invalid_value', 'The `deadman` of the workspace has no valid address.', {
      hint: 'It begins with https://.',
    });
  }
  const url = new URL(text);
  const client = openHttpClient(undefined);
  const { signal } = new AbortController();
  const get = { method: 'GET', url, headers: {}, body: undefined, accept: undefined };
  try {
    await client.send({ ...get, timeout: pingTimeout, signal });
  } catch (thrown) {
    const safe = withoutPath(thrown, url);
    if (!(safe instanceof MillraceError)) throw safe;
    throw new MillraceError(safe.code, vault.redact(safe.message), { cause: safe });
  } finally {
    await client.close();
  }
}

/** Listens for a scheduler, whatever this node is for; `deliver` sends what there is to tell when none does it. */
export function wireDeathWatch(options: DeadmanOptions, deliver: () => Promise<void>): DeathWatch {
  const { store, live, clock, logger } = options;
  return createDeathWatch({
    clock,
    logger,
    lastLook: () => lastSchedulerLook(store),
    async tell(dead, lastLook) {
      await inTransaction(store, (inner) => tellOfDeath(inner, live, { dead, lastLook }));
      if (dead) await deliver();
    },
  });
}

async function tellOfDeath(
  store: StoreContext,
  live: LiveWorkspace,
  { dead, lastLook }: { readonly dead: boolean; readonly lastLook: number },
): Promise<void> {
  const looked = await lastSchedulerLook(store, { locked: true });
  const isFiring = (await listAlerts(store, '')).some(({ state }) => state === 'firing');
  // Somebody else may have told of it, or the scheduler have come back, since this node listened.
  if (isFiring === dead || (dead && looked !== lastLook)) return;
  const { settings } = live.checked.workspace;
  const since = new Date(lastLook).toISOString();
  const change: AlertChange = dead
    ? {
        kind: 'dead',
        state: 'firing',
        event: 'began',
        cause: `No scheduler has looked at the jobs since ${since}: nothing starts.`,
      }
    : { kind: 'dead', state: 'resolved', event: 'ended', cause: `A scheduler looked at the jobs at ${since}.` };
  const recipients = recipientsOf(settings.alerts ?? [], live.checked.workspace);
  await changeAlerts(store, '', { changes: [change], recipients });
}
