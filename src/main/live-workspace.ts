/** The workspace that a server or command works with: loaded from its folder, checked, and replaced as a whole. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { explainChain } from '../engine/explain.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import type { Catalogue } from '../http/catalogue.ts';
import { type LoadedWorkspace, loadWorkspace, workspaceOf } from '../model/definitions/load-workspace.ts';
import type { DefinitionFile } from '../model/definitions/yaml-document.ts';
import type { RunLimits } from '../engine/run/run-chain.ts';
import { checkLoaded, runnableChain, type WorkspaceSnapshot } from './perform-run.ts';

/** The workspace as it is now. */
export class LiveWorkspace {
  readonly folder: string;
  #checked: CheckedWorkspace;
  #snapshot: WorkspaceSnapshot;

  private constructor(folder: string, loaded: LoadedWorkspace) {
    this.folder = folder;
    this.#checked = checkLoaded(loaded);
    this.#snapshot = snapshotOf(folder, loaded.files);
  }

  /** Loads and checks a folder; `not_found` if there is none. */
  static async load(folder: string): Promise<LiveWorkspace> {
    const root = path.resolve(folder);
    return new LiveWorkspace(root, await loadWorkspace(root));
  }

  /** Reads the folder again; false if nothing has changed. */
  async reload(): Promise<boolean> {
    const loaded = await loadWorkspace(this.folder);
    const snapshot = snapshotOf(this.folder, loaded.files);
    if (snapshot.hash === this.#snapshot.hash) return false;
    this.#checked = checkLoaded(loaded);
    this.#snapshot = snapshot;
    return true;
  }

  get checked(): CheckedWorkspace {
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

  /** The hash of every definition that a chain uses, by `kind name`. */
  hashesOf(chain: CheckedChain): Record<string, string> {
    const { connections, chainsets, jobs } = this.#checked.workspace;
    const hashes = chain.uses.map((used) => {
      const [kind = '', name = ''] = used.split(' ');
      const definitions = kind === 'connection' ? connections : kind === 'job' ? jobs : chainsets;
      return [used, definitions.get(name)?.hash ?? ''];
    });
    return Object.fromEntries(hashes) as Record<string, string>;
  }

  /** What a run of a chain may take: what it says itself, else the workspace's default for jobs. */
  limitsOf(chain: CheckedChain, timeout?: number): RunLimits {
    const defaults = this.#checked.workspace.settings.defaults.job;
    return { timeout: timeout ?? chain.limits.timeout ?? defaults.timeout, memory: chain.limits.memory ?? defaults.memory };
  }

  /** What is defined, as the API shows it. */
  catalogue(): Catalogue {
    const { workspace, chains, problems } = this.#checked;
    return {
      workspace,
      problems,
      chain: (name) => chains.get(name)?.chain,
      explain: explainChain,
      validate: async (change) => (change === undefined ? problems : checkLoaded(workspaceOf(this.#filesWith(change), this.folder)).problems),
    };
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
