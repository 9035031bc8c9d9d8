/** Makes chainsets and chains out of parsed documents: shapes parsed, names made full. */
import { hashDefinition } from '../hash-definition.ts';
import { constraintsWithoutEffect, type DeclaredField, parseShape } from '../parse-shape.ts';
import type { Path } from '../problem.ts';
import { parseType } from '../type-parser.ts';
import { chainsetSchema, type Chain } from './chainset-schema.ts';
import type { ChainDefinition, ChainsetDefinition, StateField } from './definition.ts';
import { parseWithSchema, under, type Fault } from './schema-faults.ts';
import { valueAt } from './schema-walk.ts';
import type { YamlDocument } from './yaml-document.ts';

/** What is known of a chain from outside. */
export interface ChainPlace {
  readonly name: string;
  readonly fullName: string;
  readonly chainset: string;
  readonly visible: readonly string[];
  readonly document: YamlDocument;
  readonly path: Path;
}

/** A chainset, and what is wrong with it. Without a definition, nothing of it can be used. */
export interface BuiltChainset {
  readonly definition?: ChainsetDefinition;
  readonly faults: readonly Fault[];
}

/** Builds a chainset; chains with faults are left out, the others stay usable. */
export function buildChainset(document: YamlDocument): BuiltChainset {
  const first = parseWithSchema(chainsetSchema, document.value);
  const broken = new Set(
    first.faults.filter(({ path }) => path[0] === 'chains' && path.length > 1).map(({ path }) => path[1]),
  );
  const parsed = broken.size === 0 ? first : parseWithSchema(chainsetSchema, withoutChains(document.value, broken));
  if (parsed.value === undefined) return { faults: first.faults };
  const { kind: _kind, chains, ...rest } = parsed.value;
  const visible = [rest.name, ...(rest.imports ?? [])];
  const built = Object.entries(chains).map(([name, chain]) =>
    buildChain(chain, {
      name,
      fullName: `${rest.name}.${name}`,
      chainset: rest.name,
      visible,
      document,
      path: ['chains', name],
    }),
  );
  return {
    definition: {
      ...rest,
      document,
      hash: hashDefinition(document.value),
      chains: built.flatMap(({ definition }) => definition ?? []),
    },
    faults: [...first.faults, ...built.flatMap(({ faults }) => faults)],
  };
}

function withoutChains(value: unknown, broken: ReadonlySet<unknown>): unknown {
  const chains = Object.entries((valueAt(value, ['chains']) ?? {}) as Record<string, unknown>);
  return { ...(value as object), chains: Object.fromEntries(chains.filter(([name]) => !broken.has(name))) };
}

/** Builds a chain; paths of faults start at the document. */
export function buildChain(
  chain: Chain,
  place: ChainPlace,
): { definition?: ChainDefinition; faults: readonly Fault[] } {
  const { params, input, output, state } = chain;
  const faults: Fault[] = [];
  const fieldsOf = (key: string, source: Readonly<Record<string, unknown>> | undefined): readonly DeclaredField[] => {
    const shape = parseShape(source ?? {});
    faults.push(...shape.faults.map((fault) => under([...place.path, key], fault)));
    return shape.fields;
  };
  const useless = constraintsWithoutEffect(output ?? {}, 'of an output, names and types are checked');
  faults.push(...useless.map((fault) => under([...place.path, 'output'], fault)));
  const definition: ChainDefinition = {
    ...place,
    chain,
    hash: hashDefinition(valueAt(place.document.value, place.path)),
    params: fieldsOf('params', params),
    ...(input === undefined ? {} : { input: fieldsOf('input', input) }),
    ...(output === undefined ? {} : { output: fieldsOf('output', output) }),
    state: stateFields(state ?? {}, (fault) => faults.push(under([...place.path, 'state'], fault))),
  };
  faults.push(...repeatedTests(chain).map((fault) => under(place.path, fault)));
  return faults.length === 0 ? { definition, faults } : { faults };
}

function stateFields(state: NonNullable<Chain['state']>, report: (fault: Fault) => void): readonly StateField[] {
  return Object.entries(state).flatMap(([name, field]) => {
    const { type, problem } = parseType(field.type);
    if (type !== undefined) return [{ ...field, name, type }];
    const { message, hint, at } = problem;
    report({
      path: [name, 'type'],
      code: 'invalid_value',
      message,
      ...(hint === undefined ? {} : { hint }),
      offset: at,
    });
    return [];
  });
}

function repeatedTests({ tests = [] }: Chain): Fault[] {
  const names = tests.map(({ name }) => name);
  return names.flatMap((name, index): Fault[] => {
    const first = names.indexOf(name);
    if (first === index) return [];
    const message = `'${name}' is also the name of tests[${first}]`;
    return [{ path: ['tests', index, 'name'], code: 'duplicate_name', message, hint: 'Rename one of them.' }];
  });
}
