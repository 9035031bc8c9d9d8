/** The versions of workflows: those of the folder are kept in the store, so that instances can follow theirs to the end. */
import { MillraceError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { functionRegistry } from '../expression/functions/registry.ts';
import type { WorkflowDefinition } from '../model/definitions/definition.ts';
import { parseDocuments } from '../model/definitions/parse-documents.ts';
import { shapeOf } from '../model/parse-shape.ts';
import { saveDefinitions } from '../store/definitions.ts';
import type { StoreContext } from '../store/open-store.ts';
import { latestWorkflows, versionStandings, workflowSource } from '../store/workflow-definitions.ts';
import { checkWorkflow } from '../workflow/check-workflow.ts';
import type { WorkflowState } from '../workflow/check-workflows.ts';
import type { VersionedWorkflow, WorkflowVersions } from '../workflow/workflow-versions.ts';
import type { LiveWorkspace } from './live-workspace.ts';

/** What versions are wired from. */
export interface WorkflowVersionsOptions {
  readonly store: StoreContext;
  readonly live: LiveWorkspace;
  readonly logger: Logger;
}

/** The workflows of a folder and of the store. */
export class FolderVersions implements WorkflowVersions {
  readonly #options: WorkflowVersionsOptions;
  readonly #older = new Map<string, { readonly snapshot: string; readonly workflow: VersionedWorkflow }>();
  /** By name, for the definitions of `snapshot`. */
  #kept: { readonly snapshot: string; readonly versions: Promise<ReadonlyMap<string, number>> } | undefined;

  constructor(options: WorkflowVersionsOptions) {
    this.#options = options;
  }

  async current(name: string): Promise<VersionedWorkflow> {
    const state = this.#options.live.checked.workflows.get(name);
    if (state === undefined) throw new MillraceError('not_found', `There is no workflow '${name}'.`);
    if (!state.usable) throw unusable(state);
    const version = (await this.#versions()).get(name);
    if (version === undefined) throw new MillraceError('internal', `The workflow '${name}' was not kept.`);
    return { workflow: state.workflow, version };
  }

  async version(name: string, version: number): Promise<VersionedWorkflow> {
    const { live } = this.#options;
    const state = live.checked.workflows.get(name);
    if (state?.usable === true && (await this.#versions()).get(name) === version) {
      return { workflow: state.workflow, version };
    }
    const key = `${name} ${version}`;
    const known = this.#older.get(key);
    if (known?.snapshot === live.snapshot.hash) return known.workflow;
    const snapshot = live.snapshot.hash;
    const workflow = { workflow: checkedAgain(await this.#read(name, version), live), version };
    this.#older.set(key, { snapshot, workflow });
    return workflow;
  }

  roles() {
    return this.#options.live.checked.workspace.roles;
  }

  attributes() {
    return shapeOf(this.#options.live.checked.workspace.attributes);
  }

  zone(): string {
    return this.#options.live.zone;
  }

  timeoutOf(chain: string): number {
    const { live } = this.#options;
    return live.limitsOf(live.runnable(chain), undefined, 'workflow').timeout;
  }

  /** Keeps the definitions as they are now, and logs live versions that do not fit any more. */
  async keep(): Promise<void> {
    await this.#versions();
    for (const { workflow, version, open } of await versionStandings(this.#options.store)) {
      if (open > 0) await this.#mustFit(workflow, version);
    }
  }

  async #mustFit(workflow: string, version: number): Promise<void> {
    try {
      await this.version(workflow, version);
    } catch (err) {
      if (!(err instanceof MillraceError) || err.code === 'internal') throw err;
      this.#options.logger.error({ err, workflow, version }, 'a live version of a workflow does not fit any more');
    }
  }

  #versions(): Promise<ReadonlyMap<string, number>> {
    const { live } = this.#options;
    const snapshot = live.snapshot.hash;
    if (this.#kept?.snapshot === snapshot) return this.#kept.versions;
    const kept = { snapshot, versions: this.#save() };
    this.#kept = kept;
    // What was not kept is tried again by whoever asks next.
    kept.versions.catch(() => {
      if (this.#kept === kept) this.#kept = undefined;
    });
    return kept.versions;
  }

  async #save(): Promise<ReadonlyMap<string, number>> {
    const { store, live } = this.#options;
    const definitions = [...live.checked.workflows.values()]
      .filter(({ usable }) => usable)
      .map(({ workflow: { definition } }) => ({
        kind: 'workflow',
        name: definition.name,
        hash: definition.hash,
        content: definition.document.value,
        source: definition.document.source,
      }));
    await saveDefinitions(store, definitions, 'folder');
    const latest = await latestWorkflows(store);
    return new Map(definitions.map(({ name }) => [name, latest.get(name)?.version ?? 0]));
  }

  async #read(name: string, version: number): Promise<WorkflowDefinition> {
    const text = await workflowSource(this.#options.store, name, version);
    const parsed = text === undefined ? [] : parseDocuments([{ path: `${name}@${version}`, text }]).definitions;
    const [found] = parsed;
    if (found?.kind !== 'workflow') {
      throw new MillraceError(
        'version_misfit',
        `Version ${version} of the workflow '${name}' cannot be read any more.`,
      );
    }
    return found.definition as WorkflowDefinition;
  }
}

function checkedAgain(definition: WorkflowDefinition, { checked }: LiveWorkspace) {
  const { workspace, chains } = checked;
  const { workflow, faults } = checkWorkflow(definition, { workspace, chains, functions: functionRegistry() });
  const fault = faults.find(({ severity }) => severity !== 'warning');
  if (fault === undefined) return workflow;
  const message = `An instance follows an earlier version of '${definition.name}', which does not fit any more: ${fault.message}.`;
  throw new MillraceError('version_misfit', message, fault.hint === undefined ? {} : { hint: fault.hint });
}

function unusable({ workflow: { name }, problems }: WorkflowState): MillraceError {
  const [first] = problems.filter(({ severity }) => severity === 'error');
  return new MillraceError('version_misfit', `The workflow '${name}' has problems: ${first?.message ?? ''}`, {
    hint: first?.hint ?? 'See `millrace validate`.',
  });
}
