import type { Fault } from '../../model/definitions/schema-faults.ts';
import { parseStepEntries } from '../../model/definitions/step-entry-schema.ts';
import type { StepEntry } from '../../model/definitions/step-entry-schema.ts';
import { parseShape, shapeOf } from '../../model/parse-shape.ts';
import { listOf, type ValueType } from '../../model/value-type.ts';
import type { ChainScope } from './check-session.ts';

/** A source whose `where` also says which keys are wanted, with a parameter for them. */
interface NarrowedSource {
  readonly steps: readonly StepEntry[];
  readonly faults: readonly Fault[];
  /** The scope with the parameter. */
  readonly scope: ChainScope;
  readonly keys: { readonly name: string; readonly type: ValueType };
}

/**
 * A source of one step that can ask for some keys only; undefined for any other. With `limit` or `query` it is another: the
 * limit would count other records, and a query is the author's own.
 */
export function narrowSource(source: unknown, key: string, scope: ChainScope): NarrowedSource | undefined {
  const { steps: written } = source as { readonly steps?: readonly unknown[] };
  const { steps, faults } = parseStepEntries(written ?? []);
  const [entry, ...more] = steps;
  if (entry === undefined || more.length > 0 || entry.enabled === false) return undefined;
  const settings: Readonly<Record<string, unknown>> = entry.with ?? {};
  const narrows = scope.session.services.steps.find(entry.uses)?.narrows === true;
  if (!narrows || settings['limit'] !== undefined || settings['query'] !== undefined) return undefined;
  const column = columnOf(settings['columns'], key);
  if (column === undefined) return undefined;
  const keys = { name: freshName('lookup_keys', scope), type: listOf(column) };
  const wanted = `($${keys.name} is null or "${key.replaceAll('"', '""')}" in $${keys.name})`;
  const { where } = settings;
  const narrower = typeof where === 'string' ? `(${where}) and ${wanted}` : wanted;
  const narrowed = { ...entry, with: { ...settings, where: narrower } };
  return { steps: [narrowed], faults, scope: { ...scope, parameters: [...scope.parameters, keys] }, keys };
}

function columnOf(columns: unknown, key: string): ValueType | undefined {
  if (typeof columns !== 'object' || columns === null || !Object.hasOwn(columns, key)) return undefined;
  const { fields } = parseShape({ [key]: (columns as Readonly<Record<string, unknown>>)[key] });
  return shapeOf(fields)[0]?.type;
}

function freshName(wanted: string, { parameters }: ChainScope): string {
  let name = wanted;
  while (parameters.some((parameter) => parameter.name === name)) name += '_';
  return name;
}
