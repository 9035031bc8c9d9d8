/** What of a job's triggers depends on its chains: the marks of polls, and what `@trigger` is in its parameters. */
import type { CheckedChain } from '../engine/check/check-chain.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import type { JobDefinition } from '../model/definitions/definition.ts';
import type { Fault } from '../model/definitions/schema-faults.ts';
import { fromJson } from '../model/value-codec.ts';
import type { CauseFacts } from '../model/trigger-cause.ts';
import { formatType, recordOf, sameType, type Field, type Shape, types, type ValueType } from '../model/value-type.ts';
import type { DataRecord } from '../model/value.ts';
import { afterOf } from './trigger-rules.ts';

/** What has an order that people mean by `greater`. */
const orderedKinds: readonly string[] = [
  'text',
  'integer',
  'number',
  'decimal',
  'date',
  'time',
  'timestamp',
  'datetime',
];

/** The type of the marks that a chain gives; undefined where it gives none. */
function markType({ pipeline }: Pick<CheckedChain, 'pipeline'>): ValueType | undefined {
  const [field, ...others] = pipeline.output;
  return field !== undefined && others.length === 0 && orderedKinds.includes(field.type.kind) ? field.type : undefined;
}

/** What is wrong with the polls of a job; paths start at its document. */
export function pollFaults({ triggers = [] }: JobDefinition, { chains }: Pick<CheckedWorkspace, 'chains'>): Fault[] {
  const marks: ValueType[] = [];
  return triggers.flatMap(({ poll }, index): Fault[] => {
    const state = poll === undefined ? undefined : chains.get(poll.chain);
    if (poll === undefined || state === undefined) return [];
    const path = ['triggers', index, 'poll', 'chain'];
    if (!state.runnable) {
      const message = `the chain '${poll.chain}' has problems of its own`;
      return [{ path, code: 'unknown_reference', message, hint: 'Correct it first.' }];
    }
    const type = markType(state.chain);
    if (type !== undefined) marks.push(type);
    return [...effectFaults(state.chain, path), ...markFaults(state.chain, path), ...unlike(marks, path)];
  });
}

function effectFaults({ name, pipeline }: CheckedChain, path: Fault['path']): Fault[] {
  const effects = pipeline.effects.filter(({ kind }) => kind !== 'none');
  if (effects.length === 0) return [];
  const what = effects.map(({ description }) => description).join(', ');
  const message = `a poll may change nothing, but ${name} ${what}`;
  return [{ path, code: 'invalid_value', message, hint: 'Ask a chain that only reads; let the job do the rest.' }];
}

function markFaults(chain: CheckedChain, path: Fault['path']): Fault[] {
  if (markType(chain) !== undefined) return [];
  const given = chain.pipeline.output.map(({ name, type }) => `${name}: ${formatType(type)}`).join(', ');
  const message = `a poll needs one field with an order, but ${chain.name} gives ${given === '' ? 'none' : given}`;
  const hint = 'End it with an aggregate such as max(order_no), or with a select of one field.';
  return [{ path, code: 'type_mismatch', message, hint }];
}

function unlike([first, ...others]: readonly ValueType[], path: Fault['path']): Fault[] {
  const last = others.at(-1);
  if (first === undefined || last === undefined || sameType(first, last)) return [];
  const message = `another poll of this job gives ${formatType(first)}, this one ${formatType(last)}; @trigger.mark can be only one of them`;
  return [{ path, code: 'type_mismatch', message, hint: 'Cast them to one type, or make two jobs.' }];
}

/** What `@trigger` is in the parameters of a job; undefined where nothing but its schedule starts it. */
export function triggerShape(
  { triggers = [] }: JobDefinition,
  { chains }: Pick<CheckedWorkspace, 'chains'>,
): Field | undefined {
  if (triggers.length === 0) return undefined;
  const polled = triggers.find(({ poll }) => poll !== undefined)?.poll;
  const chain = polled === undefined ? undefined : chains.get(polled.chain)?.chain;
  const mark = chain === undefined ? types.any : (markType(chain) ?? types.any);
  const fields: Shape = [
    ...(triggers.some((trigger) => afterOf(trigger) !== undefined) ? endFields : []),
    ...(triggers.some(({ file }) => file !== undefined) ? [{ name: 'file', type: types.text }] : []),
    ...(polled === undefined
      ? []
      : [
          { name: 'mark', type: mark },
          { name: 'previous', type: mark },
        ]),
  ];
  return { name: 'trigger', type: recordOf(fields) };
}

const endFields: Shape = ['job', 'chain', 'run', 'outcome'].map((name) => ({ name, type: types.text }));

/** The value of `@trigger` for a cause; all fields are null for a start by the schedule or by hand. */
export function triggerValue({ type }: Field, facts: CauseFacts | undefined): DataRecord {
  if (type.kind !== 'record') return {};
  const known = facts as Readonly<Record<string, unknown>> | undefined;
  return Object.fromEntries(
    type.fields.map((field) => [
      field.name,
      fromJson(known?.[field.name] ?? null, field.type, ['trigger', field.name]),
    ]),
  );
}
