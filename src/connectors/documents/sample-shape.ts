import { commonType, inferType } from '../../model/common-type.ts';
import { ExactDecimal, isDecimal, isRecord, type Value } from '../../model/value.ts';
import { listOf, recordOf, types, type Shape, type ValueType } from '../../model/value-type.ts';

/** The narrowest type of a value; a decimal says nothing of its column's precision and is taken bare. */
function typeOfSample(value: Value | undefined): ValueType {
  if (value === undefined) return types.null;
  if (isDecimal(value) || value instanceof ExactDecimal) return types.decimal;
  if (Array.isArray(value)) return listOf(typeOfAll(value as readonly Value[]));
  if (isRecord(value))
    return recordOf(Object.entries(value).map(([name, part]) => ({ name, type: typeOfSample(part) })));
  return inferType(value);
}

function typeOfAll(values: readonly Value[]): ValueType {
  return values.reduce<ValueType>((type, value) => commonType(type, typeOfSample(value)) ?? types.any, types.null);
}

/** Where a type was never seen with a value it is left open. */
function settled(type: ValueType): ValueType {
  if (type.kind === 'null') return types.any;
  if (type.kind === 'list') return listOf(settled(type.item));
  if (type.kind === 'record')
    return recordOf(type.fields.map((field) => ({ name: field.name, type: settled(field.type) })));
  return type;
}

/** The fields that some documents have, each with a type that fits all of them; `_id` first. */
export function shapeOfDocuments(documents: readonly Value[]): Shape {
  const names = new Set<string>(['_id']);
  const records = documents.filter(isRecord);
  for (const record of records) for (const name of Object.keys(record)) names.add(name);
  if (records.length === 0) return [];
  return [...names].map((name) => ({ name, type: settled(typeOfAll(records.map((record) => record[name] ?? null))) }));
}
