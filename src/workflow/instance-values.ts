/** The data of an instance as values, for expressions, and back. Data is kept as JSON by field. */
import { contextValues } from '../engine/run/run-values.ts';
import { environment, type Env } from '../expression/closure.ts';
import { castValue } from '../model/cast.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Principal } from '../model/principal.ts';
import { recordOf, type Shape } from '../model/value-type.ts';
import { type DataRecord, Timestamp } from '../model/value.ts';
import { fromJson, type JsonValue, toJson } from '../model/value-codec.ts';
import type { WorkflowData } from '../model/workflow-instance.ts';
import type { CheckedCall, InstanceFacts, NamedValue } from './checked-workflow.ts';
import { type DataShapes, instanceRecordShape } from './workflow-scope.ts';

/** An event as expressions see it. */
export interface EventFacts {
  readonly id: string;
  readonly name: string;
  /** Who sent it. */
  readonly by: string;
  readonly at: number;
  readonly input: DataRecord;
}

/** Data of an instance while an attempt goes on: typed. */
export interface InstanceData {
  readonly public: DataRecord;
  readonly private: DataRecord;
}

const instant = (milliseconds: number): Timestamp => new Timestamp(BigInt(Math.round(milliseconds * 1000)));

/** The values of fields that are kept as JSON; what is missing is null. */
export function dataOf(kept: WorkflowData, fields: readonly DeclaredField[]): DataRecord {
  return Object.fromEntries(
    fields.map(({ name, type }) => [
      name,
      kept[name] === undefined || kept[name] === null ? null : fromJson(kept[name], type, [name]),
    ]),
  );
}

/** Values as JSON, those that are null left out. */
export function keptOf(data: DataRecord, fields: readonly DeclaredField[]): WorkflowData {
  const entries = fields.map(({ name, type }) => [name, toJson(data[name], type)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

/** The record that expressions are over. */
export function instanceRecord(facts: InstanceFacts, data: InstanceData, event?: EventFacts): DataRecord {
  const { startedAt, ...rest } = facts;
  return {
    instance: { ...rest, startedAt: instant(startedAt) },
    public: data.public,
    private: data.private,
    event:
      event === undefined
        ? null
        : { id: event.id, name: event.name, by: event.by, at: instant(event.at), input: event.input },
  };
}

/** Whose eyes expressions see with, and when. */
export interface Viewpoint {
  readonly principal: Principal;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly zone: string;
  /** What is known of users beside id, name and roles. */
  readonly attributes: Shape;
}

/** What expressions see beside the record: `@user`, `@now`, `@zone`, `@today`. */
export function viewpointEnv({ principal, now, zone, attributes }: Viewpoint): Env {
  const request = {
    ...{ id: '', chain: '', parameters: {}, principal, effectId: '', dryRun: false, zone, now },
    trigger: { kind: 'workflow' as const },
  };
  return environment({ context: contextValues(request, { attributes }) });
}

/** What a chain is given, as JSON. */
export interface CallArguments {
  readonly parameters: Record<string, JsonValue>;
  readonly input?: readonly JsonValue[];
}

/** Works out what a chain is given, over the record of an instance. */
export function argumentsOf(
  call: CheckedCall,
  record: DataRecord,
  { env, shapes }: { env: Env; shapes: DataShapes },
): CallArguments {
  const parameters = jsonOf(call.parameters, record, env);
  if (call.input === undefined) return { parameters };
  const whole = (): JsonValue => toJson(record, recordOf(instanceRecordShape(shapes)));
  return { parameters, input: [call.input === 'instance' ? whole() : jsonOf(call.input, record, env)] };
}

function jsonOf(values: readonly NamedValue[], record: DataRecord, env: Env): Record<string, JsonValue> {
  return Object.fromEntries(
    values.map(({ name, type, value }) => [
      name,
      toJson(castValue(value.evaluate(record, env), value.type, type), type),
    ]),
  );
}
