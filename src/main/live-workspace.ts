/** The workspace that a server or command works with: loaded from its folder, checked, and replaced as a whole. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import type { Problem } from '../model/problem.ts';
import { isDefinitionKind } from '../model/definitions/definition-kinds.ts';
import { definitionOf } from '../model/definitions/definition-of.ts';
import { type LoadedWorkspace, loadWorkspace, workspaceOf } from '../model/definitions/load-workspace.ts';
import type { DefinitionFile } from '../model/definitions/yaml-document.ts';
import type { TriggerKind } from '../model/run.ts';
import type { RunLimits } from '../engine/run/run-chain.ts';
import { type CheckedDefinitions, checkDefinitions, problemsWithTests } from './check-definitions.ts';
import { runnableChain, type WorkspaceSnapshot } from './perform-run.ts';

/** The workspace as it is now. */
export class LiveWorkspace {
  readonly folder: string;
  #checked: CheckedDefinitions;
  #snapshot: WorkspaceSnapshot;
  readonly #listeners = new Set<() => void>();

  private constructor(folder: string, loaded: LoadedWorkspace) {
    this.folder = folder;
    this.#checked = checkDefinitions(loaded);
    this.#snapshot = snapshotOf(folder, loaded.files);
  }

  /** Loads and checks a folder; `not_found` if there is none. */
  static async load(folder: string): Promise<LiveWorkspace> {
    const root = path.resolve(folder);
    return new LiveWorkspace(root, await loadWorkspace(root));
  }

  /** The same definitions with more beside them that stand in no folder, to be tried. */
  alongside(more: readonly DefinitionFile[]): LiveWorkspace {
    return new LiveWorkspace(this.folder, workspaceOf([...this.#snapshot.files, ...more], this.folder));
  }

  /** Reads the folder again; false if nothing has changed. */
  async reload(): Promise<boolean> {
    const loaded = await loadWorkspace(this.folder);
    const snapshot = snapshotOf(this.folder, loaded.files);
    if (snapshot.hash === this.#snapshot.hash) return false;
    this.#checked = checkDefinitions(loaded);
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
    return true;
  }

  get checked(): CheckedDefinitions {
    return this.#checked;
  }

  get snapshot(): WorkspaceSnapshot {
    return this.#snapshot;
  }

  get zone(): string {
    return this.#checked.workspace.settings.zone;
  }

  /** The chain if it may run; throws what is wrong otherwise. */
  runnable(name: string): CheckedChain {
    return runnableChain(name, this.#checked).chain;
  }

  /** The chain if there is one, whether or not it may run. */
  find(name: string): CheckedChain | undefined {
    return this.#checked.chains.get(name)?.chain;
  }

  /** The hash of every definition that a chain uses, by `kind name`. */
  hashesOf(chain: CheckedChain): Record<string, string> {
    const hashes = chain.uses.map((used) => {
      const [kind = '', name = ''] = used.split(' ');
      const definition = isDefinitionKind(kind) ? definitionOf(this.#checked.workspace, kind, name) : undefined;
      return [used, definition?.hash ?? ''];
    });
    return Object.fromEntries(hashes) as Record<string, string>;
  }

  /** What a run of a chain may take: what it says itself, else the workspace's default for what causes it. */
  limitsOf(chain: CheckedChain, timeout?: number, trigger?: TriggerKind): RunLimits {
    const { defaults } = this.#checked.workspace.settings;
    const usual = defaults[contextOf(trigger)];
    return {
      timeout: timeout ?? chain.limits.timeout ?? usual.timeout,
      memory: chain.limits.memory ?? usual.memory,
    };
  }

  /** Everything that would be wrong if this file said this; of the files as they are without it. */
  validate(change?: DefinitionFile): readonly Problem[] {
    const checked =
      change === undefined ? this.#checked : checkDefinitions(workspaceOf(this.#filesWith(change), this.folder));
    return problemsWithTests(checked);
  }

  /** Calls `listener` when the definitions were loaded anew; the function that it returns ends that. */
  onReload(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #filesWith(change: DefinitionFile): readonly DefinitionFile[] {
    return [...this.#snapshot.files.filter((file) => file.path !== change.path), change];
  }
}

function snapshotOf(folder: string, files: readonly DefinitionFile[]): WorkspaceSnapshot {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file.path}\0${file.text}\0`);
  return { folder, files, hash: hash.digest('hex') };
}

/** Whose defaults a run takes. */
function contextOf(trigger: TriggerKind | undefined): 'job' | 'workflow' | 'dataset' | 'endpoint' {
  if (trigger === 'dashboard') return 'dataset';
  return trigger === 'workflow' || trigger === 'dataset' || trigger === 'endpoint' ? trigger : 'job';
}
