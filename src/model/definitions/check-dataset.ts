/** What a dataset names must exist, and what it says of parameters must be about those of its chain. */
import { didYouMean } from '../../core/did-you-mean.ts';
import type { DeclaredField } from '../parse-shape.ts';
import type { Problem } from '../problem.ts';
import { validateDeclared } from '../validate-declared.ts';
import { chainReferenceFaults, referenceProblems, unaidedChainFaults } from './check-reference.ts';
import type { ChainDefinition, DatasetDefinition, Workspace } from './definition.ts';
import type { Fault } from './schema-faults.ts';

/** What is wrong with a dataset when one looks at the other documents. */
export function checkDataset(workspace: Workspace, dataset: DatasetDefinition): readonly Problem[] {
  const chain = workspace.chains.get(dataset.chain);
  const faults = [
    ...chainReferenceFaults(workspace, dataset.chain, ['chain']),
    ...(chain === undefined ? [] : targetFaults(dataset, chain)),
    ...pollFaults(workspace, dataset),
  ];
  return [
    ...faults.map((fault) => dataset.document.problem(fault)),
    ...referenceProblems(workspace, dataset, { path: ['roles'], kind: 'role' }),
    ...Object.keys(dataset.params ?? {}).flatMap((name) =>
      referenceProblems(workspace, dataset, { path: ['params', name, 'options', 'dataset'], kind: 'dataset' }),
    ),
  ];
}

function targetFaults(dataset: DatasetDefinition, chain: ChainDefinition): readonly Fault[] {
  const input: Fault[] =
    chain.input === undefined
      ? []
      : [
          {
            path: ['chain'],
            code: 'type_mismatch',
            message: `${dataset.chain} takes records, but a dataset has none to give`,
            hint: 'Use a chain that starts with a source.',
          },
        ];
  return [...input, ...strangers(dataset, chain), ...chain.params.flatMap((field) => refinementFaults(dataset, field))];
}

function strangers({ params = {} }: DatasetDefinition, chain: ChainDefinition): readonly Fault[] {
  const names = chain.params.map(({ name }) => name);
  return Object.keys(params)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: ['params', name],
      code: 'unknown_parameter',
      message: `the chain has no parameter '${name}'`,
      hint: didYouMean(name, names) ?? 'It has no parameters.',
      atKey: true,
    }));
}

function refinementFaults({ params = {} }: DatasetDefinition, field: DeclaredField): readonly Fault[] {
  const { optional, options } = params[field.name] ?? {};
  const faults: Fault[] = [];
  if (optional === true && !field.optional) {
    faults.push({
      path: ['params', field.name, 'optional'],
      code: 'type_mismatch',
      message: `the chain needs a value for '${field.name}'`,
      hint: 'Make it optional in the chain, or give a `default` here.',
    });
  }
  if (Array.isArray(options)) faults.push(...options.flatMap((option, at) => optionFaults(field, option, at)));
  return faults;
}

function optionFaults(field: DeclaredField, option: unknown, at: number): readonly Fault[] {
  const { issues } = validateDeclared({ [field.name]: option }, [field]);
  const path = ['params', field.name, 'options', at];
  return issues.map(({ message }) => ({ path, code: 'invalid_value', message }));
}

function pollFaults(workspace: Workspace, { cache }: DatasetDefinition): readonly Fault[] {
  if (cache?.poll === undefined) return [];
  return unaidedChainFaults(workspace, cache.poll.version.chain, ['cache', 'poll', 'version', 'chain']);
}
