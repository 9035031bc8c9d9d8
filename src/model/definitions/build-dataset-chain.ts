/**
 * The chain that a dataset is asked through: it calls the dataset's chain and keeps the records of its `rows`. So what
 * the dataset adds is part of the plan, and of everything that is read from it: effects, hashes, who sees what.
 */
import type { DeclaredField } from '../parse-shape.ts';
import type { Path } from '../problem.ts';
import type { ChainDefinition, DatasetDefinition } from './definition.ts';

/** The name of the chain that a dataset is asked through. */
export function datasetChainName(dataset: string): string {
  return `dataset:${dataset}`;
}

/** The chain that a dataset is asked through; `target` is the chain that it names. */
export function buildDatasetChain(dataset: DatasetDefinition, target: ChainDefinition): ChainDefinition {
  const params = target.params.map((field) => refinedField(field, dataset.params?.[field.name]));
  const call = { chain: target.fullName, with: Object.fromEntries(params.map(({ name }) => [name, `=$${name}`])) };
  const rows = dataset.rows === undefined ? [] : [{ uses: 'filter', id: 'rows', with: { where: dataset.rows } }];
  return {
    name: dataset.name,
    fullName: datasetChainName(dataset.name),
    chainset: '',
    visible: [target.chainset],
    document: dataset.document,
    path: [],
    placeOf: placeInDataset,
    hash: dataset.hash,
    chain: {
      ...(dataset.description === undefined ? {} : { description: dataset.description }),
      ...limitsOf(target),
      steps: [{ uses: 'chain.call', id: 'chain', with: call }, ...rows],
    },
    params,
    state: [],
  };
}

/** What the chain says of how far it may go holds here too. */
function limitsOf({ chain: { timeout, memory, rejects } }: ChainDefinition) {
  return {
    ...(timeout === undefined ? {} : { timeout }),
    ...(memory === undefined ? {} : { memory }),
    ...(rejects === undefined ? {} : { rejects }),
  };
}

type Refinement = NonNullable<DatasetDefinition['params']>[string];

function refinedField(field: DeclaredField, refinement: Refinement | undefined): DeclaredField {
  if (refinement === undefined) return field;
  const { optional, options, ...rest } = refinement;
  const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const { default: own, ...bare } = field;
  // Somebody who asks for a value does not want the chain's default.
  const base = optional === false || own === undefined ? bare : { ...bare, default: own };
  return {
    ...base,
    ...said,
    optional: rest.default !== undefined || (optional ?? field.optional),
    ...(Array.isArray(options) ? { options } : {}),
  };
}

/** Where a path of this chain stands in the document of the dataset. */
function placeInDataset(path: Path): Path {
  const [first, at, , key, ...rest] = path;
  if (first !== 'steps') return path;
  if (at === 1) return ['rows'];
  return key === 'with' && rest.length > 0 ? ['params', ...rest] : ['chain'];
}
