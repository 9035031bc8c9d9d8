/**
 * Keys of the language that are read but do nothing yet. Those with `warning` may stay in a definition, which then says
 * so; the others are refused, because somebody who writes them counts on what they do.
 */
import type { Path } from '../problem.ts';
import { definitionKinds, type DefinitionKind } from './definition-kinds.ts';
import type { Fault } from './schema-faults.ts';
import { valueAt } from './schema-walk.ts';

/** One such key; `*` in the path stands for any name or index. */
interface LaterKey {
  readonly kind: DefinitionKind;
  readonly path: readonly string[];
  readonly severity: 'warning' | 'error';
  /** What it waits for, as the start of a sentence. */
  readonly waitsFor: string;
}

const has =
  (severity: 'warning' | 'error') =>
  (kind: DefinitionKind, path: string, waitsFor: string): LaterKey => ({
    kind,
    path: path.split('.'),
    severity,
    waitsFor,
  });
const warned = has('warning');
const refused = has('error');

/** Kinds of objects that somebody uses: they have an owner and a switch. */
const ownedKinds: readonly string[] = ['chainset', 'job', 'dataset', 'dashboard', 'endpoint', 'workflow'];

/** All of them. */
export const laterKeys: readonly LaterKey[] = [
  refused('dataset', 'steps', 'steps inside a dataset come later'),
  refused('endpoint', 'steps', 'steps inside an endpoint come later'),
  refused('endpoint', 'schema', 'JSON Schemas of bodies come later'),
  refused('endpoint', 'auth.jwt', 'bearer tokens of an issuer come later'),
  refused('connection', 'budget', 'budgets of connections come later'),
  refused('connection', 'use', 'grants of connections come later'),
  refused('chainset', 'chains.*.retention', 'retention comes later'),
  warned('workspace', 'currency', 'amounts of money in a currency come later'),
  refused('dashboard', 'pages.*.widgets.*.onClick.sendEvent', 'sending events to workflows from a widget comes later'),
  ...definitionKinds
    .filter((kind) => !ownedKinds.includes(kind))
    .map((kind) => refused(kind, 'owner', 'only what people use has an owner')),
];

function matches(value: unknown, pattern: readonly string[], path: Path = []): Path[] {
  const [part, ...rest] = pattern;
  if (part === undefined) return valueAt(value, path) === undefined ? [] : [path];
  if (part !== '*') return matches(value, rest, [...path, part]);
  const inside = valueAt(value, path);
  const keys = keysOf(inside);
  return keys.flatMap((key) => matches(value, rest, [...path, key]));
}

function keysOf(inside: unknown): readonly (string | number)[] {
  if (Array.isArray(inside)) return [...inside.keys()];
  return typeof inside === 'object' && inside !== null ? Object.keys(inside) : [];
}

/** The faults and warnings for keys of a document that do nothing yet. */
export function laterKeyFaults(kind: DefinitionKind, value: unknown): Fault[] {
  return laterKeys
    .filter((key) => key.kind === kind)
    .flatMap(({ path, severity, waitsFor }) =>
      matches(value, path)
        .filter((at) => asks(valueAt(value, at)))
        .map(
          (at): Fault => ({
            path: at,
            severity,
            atKey: true,
            code: severity === 'warning' ? 'no_effect' : 'not_supported',
            message:
              severity === 'warning'
                ? `${waitsFor}: '${at.at(-1)}' has no effect yet`
                : `${waitsFor}: '${at.at(-1)}' is not supported yet`,
            ...(severity === 'warning' ? {} : { hint: 'Remove it for now.' }),
          }),
        ),
    );
}

/** False for a key without a value. An empty list says something: `use: []` lets nobody use it. */
function asks(value: unknown): boolean {
  return value !== undefined && value !== null;
}
