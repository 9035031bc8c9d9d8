/** The input of events that steps send: what the workflow's definition asks for, as far as it is known here. */
import { didYouMean } from '../core/did-you-mean.ts';
import type { CheckContext } from '../engine/step-contract.ts';
import type { CheckedValue } from '../expression/template.ts';
import { castValue } from '../model/cast.ts';
import type { WorkflowDefinition } from '../model/definitions/definition.ts';
import type { WrittenTransition } from '../model/definitions/workflow-schema.ts';
import { type DeclaredField, parseShape } from '../model/parse-shape.ts';
import type { DataRecord } from '../model/value.ts';
import { toJson } from '../model/value-codec.ts';
import type { ValueType } from '../model/value-type.ts';
import type { WorkflowData } from '../model/workflow-instance.ts';
import type { Env } from '../expression/closure.ts';

/** A value of the input with the type that the event wants. */
export interface EventField {
  readonly name: string;
  readonly type: ValueType;
  readonly value: CheckedValue;
}

/** An event of a workflow as a step sends it; `state` where only that state's counts. */
export interface WrittenEvent {
  readonly workflow: string;
  readonly event: string | undefined;
  readonly input: Readonly<Record<string, unknown>>;
}

/** Checks the input of an event; without `event` it is the one that starts an instance. */
export function checkEventInput(
  { workflow, event, input }: WrittenEvent,
  context: CheckContext,
): readonly EventField[] {
  const definition = context.definition(['workflow'], 'workflow', workflow) as WorkflowDefinition | undefined;
  if (definition === undefined) return [];
  const written = transitionsOf(definition, event);
  if (written.length === 0) {
    const names = [...new Set(Object.values(definition.states).flatMap(({ on = {} }) => Object.keys(on)))];
    const message = `${workflow} has no event '${event ?? definition.start}'`;
    context.problem(['event'], 'unknown_reference', message, didYouMean(event ?? '', names));
    return [];
  }
  const fields = written.flatMap((one) => fieldsOf(definition, one));
  checkNames(input, fields, context);
  return Object.entries(input).flatMap(([name, source]) => {
    const field = fields.find((one) => one.name === name);
    if (field === undefined) return [];
    return [{ name, type: field.type, value: context.value(['input', name], source, { expects: field.type }) }];
  });
}

function transitionsOf({ states, initial, start }: WorkflowDefinition, event: string | undefined): WrittenTransition[] {
  const places =
    event === undefined ? [states[initial]?.on?.[start]] : Object.values(states).map(({ on }) => on?.[event]);
  return places.flatMap((place) => (place === undefined ? [] : place));
}

function fieldsOf({ data }: WorkflowDefinition, { input }: WrittenTransition): readonly DeclaredField[] {
  if (input === undefined) return [];
  if (!Array.isArray(input)) return parseShape(input).fields;
  const { fields } = parseShape(data?.public ?? {});
  return fields.filter(({ name }) => (input as readonly string[]).includes(name));
}

function checkNames(
  input: Readonly<Record<string, unknown>>,
  fields: readonly DeclaredField[],
  context: CheckContext,
): void {
  const names = fields.map(({ name }) => name);
  for (const name of Object.keys(input)) {
    if (names.includes(name)) continue;
    const hint = didYouMean(name, names) ?? 'It asks for nothing.';
    context.problem(['input', name], 'unknown_key', `the event does not ask for '${name}'`, hint);
  }
}

/** The input for one record, as JSON; what is null is left out. */
export function eventInput(fields: readonly EventField[], record: DataRecord, env: Env): WorkflowData {
  const entries = fields.map(({ name, type, value }) => {
    return [name, toJson(castValue(value.evaluate(record, env), value.type, type), type)] as const;
  });
  return Object.fromEntries(entries.filter(([, json]) => json !== null));
}
