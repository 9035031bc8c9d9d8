/**
 * Composes one run: the same in a runner process, in the command line and in tests. A run is given as plain data
 * ({@link RunTask}); what it needs from the machine is in {@link RunMachine}.
 */
import path from 'node:path';
import type { Clock } from '../core/clock.ts';
import { MillraceError, messageOf, toMillraceError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { environmentSecrets } from '../core/environment-secrets.ts';
import { type SecretSource, SecretVault } from '../core/secrets.ts';
import { type ConnectionSetOptions, OpenConnections } from '../connectors/connection-set.ts';
import type { SharedConnections } from '../connectors/shared-connections.ts';
import { createConnectorRegistry } from '../connectors/registry.ts';
import { datasetSource } from '../dataset/dataset-source.ts';
import type { ChainState } from '../engine/check/check-workspace-chains.ts';
import { type CheckedWorkspace, checkWorkspaceChains } from '../engine/check/check-workspace-chains.ts';
import type { CheckServices } from '../engine/check/check-session.ts';
import { LocalRunFiles } from '../engine/run/local-run-files.ts';
import { beginning, ending, narrated } from '../engine/run/narrate.ts';
import { runChain, type RunLimits, type RunServices } from '../engine/run/run-chain.ts';
import type { GivenRecords } from '../engine/run/run-scope.ts';
import type { EffectBuffer } from '../engine/effect-buffer.ts';
import type { MailLedger, PortSet } from '../engine/step-contract.ts';
import { functionRegistry } from '../expression/functions/registry.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import type { DefinitionFile } from '../model/definitions/yaml-document.ts';
import type { RunEnd, RunEvent, RunLogLine, RunRequest } from '../model/run.ts';
import type { Batch } from '../model/value.ts';
import type { SharedPart } from '../runs/runner-pool.ts';
import { createStepRegistry } from '../steps/registry.ts';
import { beginMail, finishMail } from '../store/mails.ts';
import type { StoreContext } from '../store/open-store.ts';
import type { RunOwner } from '../store/run-hold.ts';
import { markEffectBegun, markEffectSettled, requireHold } from '../store/runs.ts';
import { runPorts } from './run-ports.ts';

/** A run as plain data, so that it can cross to another process. */
export interface RunTask {
  readonly request: RunRequest;
  readonly limits: RunLimits;
  readonly workspace: WorkspaceSnapshot;
  /** The folder for the files of this run. */
  readonly files: string;
  /** The node that holds the run, which is asked for before each effect; absent where the run has no row yet. */
  readonly owner?: RunOwner;
}

/** The definitions of a workspace as they were when it was loaded. */
export interface WorkspaceSnapshot {
  readonly folder: string;
  readonly files: readonly DefinitionFile[];
  /** Equal for equal files. */
  readonly hash: string;
}

/** A runner keeps the last workspaces that it has checked, so that their files need not be sent to it again. */
export const sharedWorkspace: SharedPart<RunTask> = {
  key: ({ workspace: { folder, hash } }) => `${hash} ${folder}`,
  without: (task) => ({ ...task, workspace: { ...task.workspace, files: [] } }),
};

/** What runs on this machine share. */
export interface RunMachine {
  /** What stands behind the ports of steps, beside what the store provides. */
  readonly ports?: (task: RunTask) => PortSet;
  /** Connections that outlive a run; without it each run opens and closes its own. */
  readonly connections?: SharedConnections;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Undefined where there is no store: then mails cannot be sent and `embedded` connections not opened. */
  readonly store: (StoreContext & { readonly url: string }) | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where secrets come from; the environment alone unless given. */
  readonly secrets?: SecretSource;
}

/** Who looks on while a run goes. */
export interface RunWatcher {
  readonly signal: AbortSignal;
  emit(event: RunEvent): void;
  take?(batch: Batch): Promise<void> | void;
  /** Called when something of the run could not be stopped and goes on in this process. */
  abandoned?(): void;
  readonly given?: GivenRecords;
  /** Takes transactional effects; without it they happen at once. */
  readonly buffer?: EffectBuffer;
  /** Writes down what begins that cannot be repeated; without it that goes into the row of the run. */
  readonly begun?: { begins(step: string): Promise<void>; settles(step: string): Promise<void> };
  /** Throws where nothing may be begun any more, because this node was declared gone. */
  mayAct?(): Promise<void>;
  /** True for a test: no effect happens, no store is needed. */
  readonly test?: boolean;
}

/** The registries that definitions are checked against. */
export function checkServices(): Omit<CheckServices, 'workspace'> {
  return {
    steps: createStepRegistry(),
    functions: functionRegistry(),
    connectors: createConnectorRegistry(),
    sources: [datasetSource],
  };
}

/** Checked workspaces by the hash of their files, the last few of them. */
export class CheckedWorkspaces {
  readonly #checked = new Map<string, CheckedWorkspace>();

  /** The checked workspace of a snapshot. */
  of({ folder, files, hash }: WorkspaceSnapshot): CheckedWorkspace {
    const known = this.#checked.get(hash) ?? checkWorkspaceChains(workspaceOf(files, folder), checkServices());
    this.#checked.delete(hash);
    this.#checked.set(hash, known);
    const [oldest] = this.#checked.keys();
    if (this.#checked.size > 4 && oldest !== undefined) this.#checked.delete(oldest);
    return known;
  }
}

/** Runs a chain to its end; never throws. */
export async function performRun(
  task: RunTask,
  machine: RunMachine,
  how: { workspaces: Pick<CheckedWorkspaces, 'of'>; watcher: RunWatcher },
): Promise<RunEnd> {
  const { watcher } = how;
  let opened: SecretVault | undefined;
  try {
    const vault = await asking(openVault(machine));
    opened = vault;
    const checked = how.workspaces.of(task.workspace);
    const { chain } = runnableChain(task.request.chain, checked);
    const performs = !task.request.dryRun && watcher.test !== true;
    const emit = narrated(machine.clock, (event) => watcher.emit(vault.redactAll(event)));
    const say = (words: Omit<RunLogLine, 'at'>): void =>
      emit({ kind: 'log', line: { at: machine.clock.now(), ...words } });
    say(beginning(task.request, chain));
    const end = await runChain(chain, task.request, {
      clock: machine.clock,
      files: new LocalRunFiles({
        workspace: task.workspace.folder,
        directory: task.files,
        publishes: performs,
        published: (file) => emit({ kind: 'file', file }),
      }),
      mails: mailLedger(task.request.id, machine),
      connections: openConnections(task, machine, { checked, vault, emit, signal: watcher.signal }),
      ports: runPorts(machine.store, { request: task.request, checked }, machine.ports?.(task)),
      ...(watcher.buffer === undefined ? {} : { buffer: watcher.buffer }),
      signal: watcher.signal,
      limits: task.limits,
      performs,
      emit,
      ...effectMarks(task, machine, { performs, watcher }),
      abandoned: () => watcher.abandoned?.(),
      ...(watcher.take === undefined ? {} : { take: watcher.take }),
      ...(watcher.given === undefined ? {} : { given: watcher.given }),
    });
    say(ending(end));
    return vault.redactAll(end);
  } catch (thrown) {
    const { code, message, hint, outcome } = toMillraceError(thrown);
    const said = { code, message, ...(hint === undefined ? {} : { hint }) };
    const problem = opened?.redactAll(said) ?? said;
    return { outcome, problem, records: 0, rejected: 0, steps: [], duration: 0 };
  }
}

/** Where it is written down what begins that cannot be repeated, and whether anything may begin at all. */
function effectMarks(
  { request: { id }, owner }: RunTask,
  { store }: RunMachine,
  { performs, watcher }: { performs: boolean; watcher: RunWatcher },
): Pick<RunServices, 'mayAct' | 'effectBegins' | 'effectSettles'> {
  const nothing = async (): Promise<void> => undefined;
  if (store === undefined || !performs) return { mayAct: nothing, effectBegins: nothing, effectSettles: nothing };
  const { begun, mayAct } = watcher;
  return {
    mayAct: mayAct ?? (owner === undefined ? nothing : () => asking(requireHold(store, { id, owner }))),
    effectBegins: (step) =>
      asking(begun === undefined ? markEffectBegun(store, { id, owner }, step) : begun.begins(step)),
    effectSettles: (step) => asking(begun === undefined ? markEffectSettled(store, id, step) : begun.settles(step)),
  };
}

/** A store that is away is no fault of the chain: nothing has begun, and it may be tried again. */
async function asking<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause;
    throw new MillraceError('connection_failed', `The PostgreSQL of Millrace did not answer: ${messageOf(cause)}`, {
      hint: 'Check that it runs: `millrace doctor`.',
      cause,
    });
  }
}

async function openVault({ secrets, environment }: RunMachine): Promise<SecretVault> {
  return secrets === undefined ? new SecretVault(environmentSecrets(environment)) : secrets.vault();
}

/** The chain if it may run; otherwise an error that says why not. */
export function runnableChain(name: string, { chains, workspace }: CheckedWorkspace): ChainState {
  const state = chains.get(name);
  if (state === undefined)
    throw new MillraceError('not_found', `There is no chain '${name}'.`, {
      hint: 'See `millrace validate` and the list of chains.',
    });
  requireSwitchedOn(state.chain, workspace);
  if (state.runnable) return state;
  const [first] = state.problems.filter((problem) => problem.severity === 'error');
  const where = first?.position === undefined ? '' : ` (${first.position.file}:${first.position.line})`;
  throw new MillraceError(
    first?.code ?? 'invalid_value',
    `The chain '${name}' has problems: ${first?.message ?? ''}${where}`,
    {
      hint: first?.hint ?? 'See `millrace validate`.',
    },
  );
}

/** A chainset that is switched off runs neither by itself nor within other chains. */
function requireSwitchedOn({ uses }: ChainState['chain'], { chainsets }: CheckedWorkspace['workspace']): void {
  for (const { name, enabled } of chainsets.values()) {
    if (enabled !== false || !uses.includes(`chainset ${name}`)) continue;
    throw new MillraceError('conflict', `The chainset '${name}' is switched off.`, {
      hint: 'Its definition says `enabled: false`.',
    });
  }
}

function openConnections(
  { workspace: { folder }, request }: RunTask,
  machine: RunMachine,
  run: { checked: CheckedWorkspace; vault: SecretVault; emit: (event: RunEvent) => void; signal: AbortSignal },
): RunServices['connections'] {
  const options: ConnectionSetOptions = {
    definitions: run.checked.workspace.connections,
    connectors: createConnectorRegistry(),
    secrets: run.vault,
    context: {
      clock: machine.clock,
      principal: request.principal,
      signal: run.signal,
      storeUrl: machine.store?.url,
      workspace: path.resolve(folder),
      log: (level, message) => run.emit({ kind: 'log', line: { at: machine.clock.now(), level, message } }),
    },
  };
  return machine.connections?.forRun(options) ?? new OpenConnections(options);
}

function mailLedger(run: string, { store }: RunMachine): MailLedger {
  const needed = (): StoreContext => {
    if (store !== undefined) return store;
    throw new MillraceError('store_unavailable', 'Mail needs the PostgreSQL of Millrace for its ledger.', {
      hint: 'Run it with `millrace run`, or start `millrace serve`.',
    });
  };
  return {
    begin: async (key, mail, how) => asking(beginMail(needed(), { key, run, ...mail }, how)),
    finish: async (key, state, detail) => finishMail(needed(), key, { state, detail }),
  };
}
