/** How a record that a chain gave goes into the data of an instance: pure. */
import { MillraceError } from '../core/errors.ts';
import { castValue } from '../model/cast.ts';
import { brokenConstraints } from '../model/field-constraints.ts';
import { type DeclaredField, shapeOf } from '../model/parse-shape.ts';
import { type DataRecord, isRecord, type Value } from '../model/value.ts';
import { fromJson, toJson } from '../model/value-codec.ts';
import { fieldType, recordOf, type Shape, type ValueType } from '../model/value-type.ts';
import type { CheckedWrite } from './checked-workflow.ts';
import type { InstanceData } from './instance-values.ts';
import type { DataShapes } from './workflow-scope.ts';

/** The data with `record` written into it; throws where a value breaks the schema of the data. */
export function writeData(
  data: InstanceData,
  { write, record, output }: { write: CheckedWrite; record: DataRecord; output: Shape },
  shapes: DataShapes,
): InstanceData {
  const fields = shapes[write.part];
  const written = writeAt(data[write.part], {
    path: write.at,
    type: recordOf(shapeOf(fields)),
    put: (before, type) => putRecord(before, { type, record, output, mode: write.mode }),
  });
  const part = isRecord(written) ? written : {};
  refuseBroken(part, fields);
  return { ...data, [write.part]: part };
}

interface Place {
  readonly path: readonly string[];
  readonly type: ValueType;
  put(before: Value | undefined, type: ValueType): Value;
}

function writeAt(before: Value | undefined, { path, type, put }: Place): Value {
  const [name, ...rest] = path;
  if (name === undefined) return put(before, type);
  const inside = type.kind === 'record' ? (fieldType(type.fields, name) ?? { kind: 'any' as const }) : type;
  const whole = isRecord(before) ? before : {};
  return { ...whole, [name]: writeAt(whole[name], { path: rest, type: inside, put }) };
}

function putRecord(
  before: Value | undefined,
  { type, record, output, mode }: { type: ValueType; record: DataRecord; output: Shape; mode: 'merge' | 'replace' },
): Value {
  const kept = mode === 'merge' && isRecord(before) ? before : emptyOf(type);
  const entries = output.map(({ name, type: given }) => {
    const wanted = type.kind === 'record' ? fieldType(type.fields, name) : undefined;
    return [name, wanted === undefined ? plain(record[name], given) : castValue(record[name], given, wanted)] as const;
  });
  return { ...kept, ...Object.fromEntries(entries) };
}

/** Where any JSON may stand, values stand as JSON. */
function plain(value: Value | undefined, type: ValueType): Value {
  return fromJson(toJson(value, type), { kind: 'any' });
}

function emptyOf(type: ValueType): DataRecord {
  return type.kind === 'record' ? Object.fromEntries(type.fields.map(({ name }) => [name, null])) : {};
}

function refuseBroken(part: DataRecord, fields: readonly DeclaredField[]): void {
  const issues = fields.flatMap((field) => {
    const value = part[field.name] ?? null;
    const broken = value === null ? [] : brokenConstraints(field, value);
    return broken.map((message) => ({ path: field.name, message, code: 'invalid_value' }));
  });
  if (issues.length === 0) return;
  const message = issues.map((issue) => `${issue.path}: ${issue.message}`).join(' ');
  throw new MillraceError('action_failed', `What the chain gave breaks the schema of the data. ${message}`, { issues });
}
