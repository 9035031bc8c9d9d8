import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { requestOf } from '../runs/create-run-service.ts';
import { isSuccess } from '../model/outcome-table.ts';
import { localAdministrator } from '../model/principal.ts';
import { inTransaction, type Store } from '../store/open-store.ts';
import type { Execution } from './execution.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { importWorkspaceUsers } from './workspace-users.ts';
import { takeSetupTurn } from './setup-turn.ts';

/** What set-up works with; its execution must not be taken from a queue, because it is performed here. */
export interface SetupOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly execution: Execution;
  readonly clock: Clock;
  /** Called before each chain that is to run. */
  tell(chain: string): void;
}

/**
 * Runs the chains of `setup` that have not yet run to a good end. They write by key, so that one that was broken off can
 * begin again. Throws what went wrong, so that nobody works with half of the data.
 */
export async function setUpWorkspace({ store, live, execution, clock, tell }: SetupOptions): Promise<void> {
  await importWorkspaceUsers(store, live);
  const wanted = live.checked.workspace.settings.setup ?? [];
  if (wanted.length === 0 || (await missing(wanted, execution)).length === 0) return;
  await inTransaction(store, async (inner) => {
    await takeSetupTurn(inner);
    for (const chain of await missing(wanted, execution)) {
      tell(chain);
      await runOnce(chain, { live, execution, clock });
    }
  });
}

async function missing(chains: readonly string[], { runs }: Execution): Promise<string[]> {
  const found = await Promise.all(
    chains.map(async (chain) => {
      const { runs: kept } = await runs.list({ chain, state: 'ended', trigger: 'setup', limit: 50 });
      return kept.some((run) => run.outcome !== undefined && isSuccess(run.outcome));
    }),
  );
  return chains.filter((_, at) => found[at] !== true);
}

async function runOnce(
  chain: string,
  { live, execution, clock }: Pick<SetupOptions, 'live' | 'execution' | 'clock'>,
): Promise<void> {
  const checked = live.runnable(chain);
  const order = { chain, parameters: {}, principal: localAdministrator, trigger: { kind: 'setup' as const } };
  const request = requestOf(order, { chain: checked, zone: live.zone, now: clock.now() });
  await execution.runs.queue(request, checked.limits.timeout);
  await execution.worker.perform(request.id);
  const run = await execution.runs.get(request.id);
  if (run?.outcome !== undefined && isSuccess(run.outcome)) return;
  const problem = run?.problems.at(-1);
  throw new MillraceError(
    problem?.code ?? 'internal',
    `The set-up chain ${chain} ended ${run?.outcome ?? 'without an outcome'}: ${problem?.message ?? 'see its log'}`,
    {
      hint: problem?.hint ?? `See \`millrace logs ${request.id}\`.`,
    },
  );
}
