/**
 * Keys of the language that are read but do nothing yet. Those with `warning` may stay in a definition, which then says
 * so; the others are refused, because somebody who writes them counts on what they do.
 */
import type { Path } from '../problem.ts';
import type { DefinitionKind } from './definition-kinds.ts';
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

const later = (
  kind: DefinitionKind,
  path: string,
  waitsFor: string,
  severity: 'warning' | 'error' = 'error',
): LaterKey => ({
  kind,
  path: path.split('.'),
  severity,
  waitsFor,
});

/** All of them. */
export const laterKeys: readonly LaterKey[] = [
  later('workspace', 'alerts', 'alerts come later', 'warning'),
  later('workspace', 'mail', 'alerts come later', 'warning'),
  later('workspace', 'defaults.endpoint', 'endpoints come later', 'warning'),
  later('workspace', 'defaults.workflow', 'workflows come later', 'warning'),
  later('workspace', 'defaults.dataset', 'datasets come later', 'warning'),
  later('workspace', 'owner', 'owners come later'),
  later('connection', 'owner', 'owners come later'),
  later('connection', 'budget', 'budgets of connections come later'),
  later('connection', 'use', 'grants of connections come later'),
  later('channel', 'owner', 'owners come later'),
  later('channel', 'webhook', 'alerts come later', 'warning'),
  later('channel', 'email', 'alerts come later', 'warning'),
  later('chainset', 'owner', 'owners come later'),
  later('chainset', 'chains.*.retention', 'retention comes later'),
  later('calendar', 'owner', 'owners come later'),
  later('job', 'owner', 'owners come later'),
  later('job', 'runAs', 'service accounts come later'),
  later('job', 'expect', 'alerts come later', 'warning'),
  later('job', 'alert', 'alerts come later', 'warning'),
  later('job', 'pause', 'pausing comes later'),
  later('role', 'owner', 'owners come later'),
];

function matches(value: unknown, pattern: readonly string[], path: Path = []): Path[] {
  const [part, ...rest] = pattern;
  if (part === undefined) return valueAt(value, path) === undefined ? [] : [path];
  if (part !== '*') return matches(value, rest, [...path, part]);
  const inside = valueAt(value, path);
  const keys = typeof inside === 'object' && inside !== null ? Object.keys(inside) : [];
  return keys.flatMap((key) => matches(value, rest, [...path, key]));
}

/** The faults and warnings for keys of a document that do nothing yet. */
export function laterKeyFaults(kind: DefinitionKind, value: unknown): Fault[] {
  return laterKeys
    .filter((key) => key.kind === kind)
    .flatMap(({ path, severity, waitsFor }) =>
      matches(value, path).map(
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
