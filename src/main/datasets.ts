/** Wires datasets: definitions of the moment, runs in this process, tags in the store. */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { createDatasets } from '../dataset/create-datasets.ts';
import type { DatasetDefinitions } from '../dataset/dataset-ports.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import { fingerprintOf } from '../engine/fingerprint.ts';
import type { DirectRuns } from '../engine/direct-run.ts';
import { functionRegistry } from '../expression/functions/registry.ts';
import type { DatasetService } from '../http/dataset-service.ts';
import type { PrincipalDirectory } from '../model/principal.ts';
import { openTagCounts } from '../store/dataset-tags.ts';
import type { Store } from '../store/open-store.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { renderRecords } from './render-records.ts';

/** What datasets are wired from. */
export interface OpenDatasetsOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly runs: DirectRuns;
  readonly directory: Pick<PrincipalDirectory, 'current'>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Bytes of answers that are kept. */
  readonly cacheSize: number;
}

/** Opens datasets; `close` lets go of those who look on. */
export async function openDatasets(options: OpenDatasetsOptions): Promise<DatasetService & { close(): Promise<void> }> {
  const { store, live, runs, directory, clock, logger, cacheSize } = options;
  const tags = await openTagCounts(store);
  const context = createDatasets({
    definitions: () => definitionsOf(live, store.workgroup),
    onReload: (listener) => live.onReload(listener),
    ...{ runs, tags, clock, logger, cacheSize },
    principals: directory,
    functions: functionRegistry(),
  });
  return {
    ...context,
    render: (order) => renderRecords(order, live.zone),
    async close() {
      context.close();
      await tags.close();
    },
  };
}

function definitionsOf(live: LiveWorkspace, workgroup: string): DatasetDefinitions {
  const { datasets, workspace } = live.checked;
  return {
    datasets,
    roles: workspace.roles,
    zone: live.zone,
    hashesOf: (chain) => live.hashesOf(chain),
    namesToday: (chain) => namesToday(live, chain),
    fingerprint: (chain, principal) => fingerprintOf(chain, principal, { workgroup }),
  };
}

const known = new WeakMap<CheckedChain, boolean>();

/** Read from the text of everything that the chain uses: what only might name it counts as naming it. */
function namesToday({ checked: { workspace } }: LiveWorkspace, chain: CheckedChain): boolean {
  const answer = known.get(chain);
  if (answer !== undefined) return answer;
  const documents = workspace.documents.filter(
    ({ kind, name }) => kind === 'policy' || chain.uses.includes(`${kind} ${name}`),
  );
  const names = documents.some(({ document }) => JSON.stringify(document.value ?? null).includes('@today'));
  known.set(chain, names);
  return names;
}
