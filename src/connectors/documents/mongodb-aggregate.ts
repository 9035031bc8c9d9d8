/**
 * Aggregations as pipelines of MongoDB. Its values have types of their own, so every document says whether a field that is
 * looked at is *odd*: of a type that is read otherwise than it compares there (an ObjectId as text), or that cannot be read
 * as declared. The groups come with the odd ones first: the first one decides whether any of them counts.
 */
import { type Document, Long } from 'mongodb';
import { fitsInteger } from '../../model/integer.ts';
import { type DataRecord, Timestamp, type Value } from '../../model/value.ts';
import type { ValueType } from '../../model/value-type.ts';
import { type AggregateQuery, fieldsAsked, fieldsRead, type PushedAggregate } from '../push-down/aggregate-query.ts';
import type { Condition, FieldReference, Present } from '../push-down/condition.ts';
import { mongodbFilter } from './mongodb-condition.ts';
import { mongodbForm } from './mongodb-form.ts';

/** What an expression of MongoDB may be. */
type Expression = unknown;

/** A pipeline and how its groups are read. */
export interface MongodbAggregation {
  readonly pipeline: readonly Document[];
  /** The group of a document; undefined where the answer is not to be used. */
  decode(group: Document): DataRecord | undefined;
}

/** The kinds of fields that can be grouped by and compared exactly. */
export const aggregableKinds: ReadonlySet<ValueType['kind']> = new Set(['text', 'boolean', 'integer', 'timestamp']);

const most = 2 ** 53;
const firstInstant = new Date('0001-01-01T00:00:00Z');
const endOfInstants = new Date(253_402_300_800_000);
const missing = ['null', 'missing'];

const pathOf = ({ path }: FieldReference): string => `$${path.join('.')}`;
const orNull = (field: FieldReference): Expression => ({ $ifNull: [pathOf(field), null] });
const isThere = (field: FieldReference): Expression => ({ $ne: [orNull(field), null] });
const typeOf = (path: string): Expression => ({ $type: path });

/** What is no number is odd, but must not end the query before it could be said. */
const isNumber = (field: FieldReference): Expression => ({ $in: [typeOf(pathOf(field)), bsonTypes.integer ?? []] });

const bsonTypes: Readonly<Partial<Record<ValueType['kind'], readonly string[]>>> = {
  text: ['string'],
  boolean: ['bool'],
  integer: ['int', 'long', 'double'],
  timestamp: ['date'],
};

/** What must be true of a value of the right type. */
function rangeOf(path: string, { kind }: ValueType): Expression[] {
  if (kind === 'integer') return [{ $gte: [path, -most] }, { $lte: [path, most] }, { $eq: [path, { $floor: path }] }];
  if (kind === 'timestamp') return [{ $gte: [path, firstInstant] }, { $lt: [path, endOfInstants] }];
  return [];
}

function isOdd(field: FieldReference): Expression {
  const path = pathOf(field);
  const range = rangeOf(path, field.type);
  const types = bsonTypes[field.type.kind] ?? [];
  const inRange = range.length === 0 ? true : { $and: range };
  // Only the branch that is taken is evaluated: a text has no floor.
  const fits = { $cond: [{ $in: [typeOf(path), types] }, inRange, { $in: [typeOf(path), missing] }] };
  const around = field.path.slice(0, -1).map((_, index) => ({
    $in: [typeOf(`$${field.path.slice(0, index + 1).join('.')}`), ['object', ...missing]],
  }));
  return { $not: [{ $and: [fits, ...around] }] };
}

function anyOdd(fields: readonly FieldReference[]): Expression {
  return fields.length === 0 ? false : { $or: fields.map(isOdd) };
}

/** A value beside a field; undefined for one that MongoDB cannot hold exactly. */
function literal(value: Present): Expression | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return { $literal: value };
  if (typeof value === 'bigint') return fitsInteger(value) ? { $literal: Long.fromBigInt(value) } : undefined;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { $literal: value } : undefined;
  if (!(value instanceof Timestamp) || value.micros % 1000n !== 0n) return undefined;
  return { $literal: new Date(Number(value.micros / 1000n)) };
}

const operators = { '=': '$eq', '<>': '$ne', '<': '$lt', '<=': '$lte', '>': '$gt', '>=': '$gte' } as const;

/** An expression that is true exactly where the condition is; undefined where there is none. */
function exactly(condition: Condition): Expression | undefined {
  switch (condition.op) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'and':
    case 'or': {
      const parts = condition.parts.map(exactly);
      return parts.includes(undefined) ? undefined : { [condition.op === 'and' ? '$and' : '$or']: parts };
    }
    case 'compare': {
      const { field, comparison } = condition;
      const value = literal(condition.value);
      return value === undefined
        ? undefined
        : { $and: [isThere(field), { [operators[comparison]]: [pathOf(field), value] }] };
    }
    case 'in': {
      const values = condition.values.map(literal);
      const isOne = values.map((value) => ({ $eq: [pathOf(condition.field), value] }));
      return values.includes(undefined) ? undefined : { $and: [isThere(condition.field), { $or: isOne }] };
    }
    case 'is-null':
      return { $eq: [orNull(condition.field), null] };
    case 'is-not-null':
      return isThere(condition.field);
  }
}

/** One aggregate: what is accumulated for it, what shows that it is out of range, and how it is read. */
interface Part {
  readonly accumulators: Document;
  readonly beyond: readonly Expression[];
  read(group: Document): Value;
}

const integerOf = mongodbForm.scalar({ kind: 'integer' });

function wholeNumber(stored: unknown): Value {
  return stored === null || stored === undefined ? null : (integerOf(stored) ?? null);
}

function partOf(one: PushedAggregate, name: string): Part | undefined {
  const among = exactly(one.condition);
  const { field } = one;
  // The distinct values of a group may be more than a document can hold.
  if (among === undefined || one.distinct) return undefined;
  const counted = { $sum: { $cond: [field === undefined ? among : { $and: [among, isThere(field)] }, 1, 0] } };
  if (one.compute === 'count' || field === undefined)
    return { accumulators: { [name]: counted }, beyond: [], read: (group) => wholeNumber(group[name]) };
  const value = { $cond: [among, orNull(field), null] };
  if (one.compute === 'min' || one.compute === 'max') {
    const read = mongodbForm.scalar(field.type);
    return {
      accumulators: { [name]: { [`$${one.compute}`]: value } },
      beyond: [],
      read: ({ [name]: stored }) =>
        stored === null || stored === undefined ? null : (read(stored as Present) ?? null),
    };
  }
  const [count, size] = [`${name}_count`, `${name}_size`];
  // Small enough in all, every total on the way is exact, whatever type it has.
  const magnitude = { $sum: { $abs: { $cond: [{ $and: [among, isNumber(field)] }, pathOf(field), 0] } } };
  return {
    accumulators: { [name]: { $sum: value }, [count]: counted, [size]: magnitude },
    beyond: [{ $gt: [`$${size}`, most] }],
    read(group) {
      const number = Number(group[count]);
      if (number === 0) return null;
      return one.compute === 'avg' ? Number(group[name]) / number : wholeNumber(group[name]);
    },
  };
}

/** The pipeline of an aggregation; or why its answer could differ from ours. */
export function mongodbAggregation(query: AggregateQuery): MongodbAggregation | string {
  const exact = exactly(query.condition);
  const parts = query.compute.map((one, at) => ({ name: one.name, part: partOf(one, `c${at}`) }));
  if (exact === undefined) return 'a value of a condition is none that MongoDB has';
  if (parts.some(({ part }) => part === undefined)) return 'an aggregate is none that MongoDB has exactly';
  const known = parts.flatMap(({ name, part }) => (part === undefined ? [] : [{ name, part }]));
  const keys = query.by.map(({ name, field }, at) => ({ name, key: `k${at}`, field }));
  const id = keys.length === 0 ? null : Object.fromEntries(keys.map(({ key, field }) => [key, orNull(field)]));
  const accumulators = Object.assign({}, ...known.map(({ part }) => part.accumulators)) as Document;
  const beyond = known.flatMap(({ part }) => part.beyond);
  const odd = { $max: { $cond: [anyOdd(fieldsRead(query)), 1, 0] } };
  const pipeline: Document[] = [
    ...(query.condition.op === 'always' ? [] : [{ $match: mongodbFilter(query.condition) }]),
    ...(query.condition.op === 'always'
      ? []
      : [{ $match: { $expr: { $or: [exact, anyOdd(fieldsAsked(query.condition))] } } }]),
    { $group: { _id: id, ...accumulators, odd } },
    ...(beyond.length === 0 ? [] : [{ $addFields: { odd: { $cond: [{ $or: beyond }, 1, '$odd'] } } }]),
    { $sort: { odd: -1 } },
  ];
  return { pipeline, decode: decoder(keys, known) };
}

function decoder(
  keys: readonly { readonly name: string; readonly key: string; readonly field: FieldReference }[],
  parts: readonly { readonly name: string; readonly part: Part }[],
): MongodbAggregation['decode'] {
  const readers = keys.map(({ name, key, field }) => ({ name, key, read: mongodbForm.scalar(field.type) }));
  return (group) => {
    if (Number(group['odd']) !== 0) return undefined;
    const id = group['_id'] as Document | null;
    const record: Record<string, Value> = {};
    for (const { name, key, read } of readers) {
      const stored: unknown = id?.[key];
      record[name] = stored === null || stored === undefined ? null : (read(stored) ?? null);
    }
    for (const { name, part } of parts) record[name] = part.read(group);
    return record;
  };
}
