/** Datasets as sources of chains: `source: { dataset: name, with: {..} }`. */
import type { NamedSources } from '../engine/check/check-session.ts';
import { datasetChainName } from '../model/definitions/build-dataset-chain.ts';
import { defaultDatasetLimit } from '../model/definitions/dataset-schema.ts';

/** A dataset as a source is its chain with its own rules and its own limit, read as whoever runs the chain that names it. */
export const datasetSource: NamedSources = {
  key: 'dataset',
  names: ({ documents }) => documents.flatMap(({ kind, name }) => (kind === 'dataset' ? [name] : [])),
  find(name, { datasets, chains }) {
    const dataset = datasets.get(name);
    const chain = chains.get(datasetChainName(name));
    return dataset === undefined || dataset.enabled === false || chain === undefined
      ? undefined
      : { chain, atMost: dataset.limit ?? defaultDatasetLimit };
  },
};
