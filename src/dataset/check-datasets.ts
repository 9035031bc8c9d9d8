/** Checks datasets against their chains: what cannot be asked without changing something is no dataset. */
import type { CheckedChain } from '../engine/check/check-chain.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import { datasetChainName } from '../model/definitions/build-dataset-chain.ts';
import type { DatasetDefinition } from '../model/definitions/definition.ts';
import { defaultDatasetLimit } from '../model/definitions/dataset-schema.ts';
import { problemOfFault } from '../model/definitions/problem-at.ts';
import type { Fault } from '../model/definitions/schema-faults.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import type { Problem } from '../model/problem.ts';
import { formatType, sameType, type Shape } from '../model/value-type.ts';

/** A dataset whose chain exists. Another object whenever the definitions were loaded anew. */
export interface CheckedDataset {
  readonly definition: DatasetDefinition;
  /** The chain that it is asked through: its `rows` are the last step. */
  readonly chain: CheckedChain;
  readonly shape: Shape;
  /** The most records of an answer. */
  readonly limit: number;
  /** The chain that says whether something has changed. */
  readonly poll?: { readonly every: number; readonly chain: CheckedChain };
  /** False where an error must be corrected first. */
  readonly runnable: boolean;
}

/** Datasets by name, with what is wrong in them. */
export interface CheckedDatasets {
  readonly datasets: ReadonlyMap<string, CheckedDataset>;
  readonly problems: readonly Problem[];
}

/** Checks all datasets whose chains exist. */
export function checkDatasets(checked: CheckedWorkspace): CheckedDatasets {
  const datasets = new Map<string, CheckedDataset>();
  const problems: Problem[] = [];
  for (const definition of checked.workspace.datasets.values()) {
    const state = checked.chains.get(datasetChainName(definition.name));
    if (state === undefined) continue;
    const faults = [
      ...effectFaults(state.chain, ['chain']),
      ...pollEffects(definition, checked),
      ...optionFaults(definition, state.chain, checked),
    ];
    problems.push(...faults.map((fault) => problemOfFault(definition, fault)));
    datasets.set(definition.name, checkedDataset(definition, checked, state.runnable && faults.length === 0));
  }
  return { datasets, problems };
}

function checkedDataset(
  definition: DatasetDefinition,
  { chains }: CheckedWorkspace,
  runnable: boolean,
): CheckedDataset {
  const chain = chains.get(datasetChainName(definition.name))?.chain as CheckedChain;
  const poll = definition.cache?.poll;
  const version = poll === undefined ? undefined : chains.get(poll.version.chain)?.chain;
  return {
    definition,
    chain,
    shape: chain.pipeline.output,
    limit: definition.limit ?? defaultDatasetLimit,
    ...(poll === undefined || version === undefined ? {} : { poll: { every: poll.every, chain: version } }),
    runnable,
  };
}

/** Whoever asks, asks again; so nothing may happen by asking. */
function effectFaults(chain: CheckedChain, path: Fault['path']): readonly Fault[] {
  const effects = chain.pipeline.effects.filter(({ kind }) => kind !== 'none');
  if (effects.length === 0) return [];
  const what = effects.map(({ description }) => description).join(', ');
  return [
    {
      path,
      code: 'invalid_value',
      message: `a dataset may change nothing, but its chain ${what}`,
      hint: 'Let a job or a workflow do that, and ask a chain that only reads.',
    },
  ];
}

function pollEffects({ cache }: DatasetDefinition, { chains }: CheckedWorkspace): readonly Fault[] {
  const name = cache?.poll?.version.chain;
  const state = name === undefined ? undefined : chains.get(name);
  if (state === undefined) return [];
  const path = ['cache', 'poll', 'version', 'chain'];
  const broken: Fault[] = state.runnable
    ? []
    : [
        {
          path,
          code: 'unknown_reference',
          message: `the chain '${name}' has problems of its own`,
          hint: 'Correct it first.',
        },
      ];
  return [...broken, ...effectFaults(state.chain, path)];
}

/** Choices that come from another dataset must be fields of it that fit. */
function optionFaults(definition: DatasetDefinition, chain: CheckedChain, checked: CheckedWorkspace): readonly Fault[] {
  return Object.entries(definition.params ?? {}).flatMap(([name, { options }]) => {
    if (options === undefined || Array.isArray(options)) return [];
    const other = checked.chains.get(datasetChainName(options.dataset))?.chain;
    if (other === undefined) return [];
    const path = ['params', name, 'options'];
    return [
      ...needsNothing(other, { path, dataset: options.dataset }),
      ...fieldFaults(other.pipeline.output, options.value, [...path, 'value']),
      ...(options.label === undefined ? [] : fieldFaults(other.pipeline.output, options.label, [...path, 'label'])),
      ...typeFaults(chain, other.pipeline.output, { name, field: options.value, path: [...path, 'value'] }),
    ];
  });
}

function needsNothing(
  chain: CheckedChain,
  { path, dataset }: { path: Fault['path']; dataset: string },
): readonly Fault[] {
  const needed = chain.parameters.find(({ field, value }) => !field.optional && value === undefined);
  if (needed === undefined) return [];
  const message = `the dataset '${dataset}' needs the parameter '${needed.field.name}', which nobody gives here`;
  return [{ path: [...path, 'dataset'], code: 'missing_key', message, hint: 'Give it a default there.' }];
}

function fieldFaults(shape: Shape, name: string, path: Fault['path']): readonly Fault[] {
  const names = shape.map((field) => field.name);
  if (names.includes(name)) return [];
  const hint = didYouMean(name, names) ?? `It gives: ${names.join(', ')}.`;
  return [{ path, code: 'unknown_field', message: `the dataset gives no field '${name}'`, hint }];
}

function typeFaults(
  chain: CheckedChain,
  shape: Shape,
  { name, field, path }: { name: string; field: string; path: Fault['path'] },
): readonly Fault[] {
  const wanted = chain.parameters.find((parameter) => parameter.field.name === name)?.field.type;
  const given = shape.find((other) => other.name === field)?.type;
  if (wanted === undefined || given === undefined) return [];
  const single = wanted.kind === 'list' ? wanted.item : wanted;
  if (sameType(single, given)) return [];
  const message = `'${field}' is ${formatType(given)}, but the parameter '${name}' is ${formatType(wanted)}`;
  return [{ path, code: 'type_mismatch', message, hint: 'Cast it in the chain of that dataset.' }];
}
