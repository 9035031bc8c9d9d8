/** What stands behind the ports of steps in a run; everything goes through the store, so that runners need nothing else. */
import type { Port, PortSet } from '../engine/step-contract.ts';
import { datasetTags } from '../model/dataset-tags.ts';
import { touchTags } from '../store/dataset-tags.ts';
import { workflowPort } from '../model/workflow-port.ts';
import type { StoreContext } from '../store/open-store.ts';
import { type AskingRun, createWorkflowPort } from './workflow-port.ts';

/** A port with what stands behind it. */
export type Provided = readonly [port: Port<unknown>, provider: unknown];

/** The ports of a run over a store; without one nothing stands behind any. What `first` provides comes before them. */
export function runPorts(store: StoreContext | undefined, run: AskingRun, first?: PortSet): PortSet {
  const provided = new Map<Port<unknown>, unknown>(store === undefined ? [] : storePorts(store, run));
  return { find: <T>(port: Port<T>) => first?.find(port) ?? (provided.get(port) as T | undefined) };
}

function storePorts(store: StoreContext, run: AskingRun): readonly Provided[] {
  return [
    [workflowPort, createWorkflowPort(store, run)],
    [
      datasetTags,
      {
        async touch(tags: readonly string[]) {
          await touchTags(store, tags);
        },
      },
    ],
  ];
}
