/**
 * Conditions as filters of MongoDB; see push-down/condition.ts for what they promise. Three things need care: a comparison
 * there sees only values of its own BSON type, it looks into arrays, and it compares a double by its binary value. So every
 * comparison of a field lets documents pass in which the field is of another type than declared.
 */
import { Binary, type Document, ObjectId, Timestamp as BsonTimestamp } from 'mongodb';
import { ExactDecimal, isDecimal, Timestamp } from '../../model/value.ts';
import { types, type ValueType } from '../../model/value-type.ts';
import type { Comparison, Condition, FieldReference, Present } from '../push-down/condition.ts';
import type { DocumentOrder } from './document-store.ts';
import { toBson } from './mongodb-form.ts';

/** Matches everything, and nothing. */
const everything: Document = {};
const nothing: Document = { _id: { $in: [] } };

const operators: Readonly<Record<Comparison, string>> = {
  '=': '$eq',
  '<>': '$ne',
  '<': '$lt',
  '<=': '$lte',
  '>': '$gt',
  '>=': '$gte',
};

/** The types of BSON, by tests that an index can answer. Symbols count as strings; code and the border keys are left out. */
const bsonTypes: Readonly<Record<string, Document>> = {
  ...Object.fromEntries(
    ['double', 'int', 'long', 'decimal', 'string', 'object', 'array', 'objectId', 'bool', 'date', 'regex'].map(
      (type) => [type, { $type: type }],
    ),
  ),
  binData: { $gte: new Binary(Buffer.alloc(0)) },
  timestamp: { $gte: new BsonTimestamp({ t: 0, i: 0 }) },
};

const numeric = ['double', 'int', 'long', 'decimal'];

/** The BSON types whose values a comparison of a field judges rightly. */
function judged({ kind }: ValueType, isEquality: boolean): readonly string[] {
  switch (kind) {
    case 'text':
      return isEquality ? ['string', 'objectId'] : ['string'];
    case 'boolean':
      return ['bool'];
    case 'timestamp':
      return ['date'];
    case 'date':
      return ['string'];
    // A decimal would become the nearest double.
    case 'number':
      return ['double', 'int', 'long'];
    default:
      return numeric;
  }
}

function otherTypes(path: string, types: readonly string[]): Document[] {
  return Object.entries(bsonTypes)
    .filter(([name]) => !types.includes(name))
    .map(([, test]) => ({ [path]: test }));
}

/** Documents in which a record around the field is none. */
function unfitAround(path: readonly string[]): Document[] {
  return path.slice(0, -1).flatMap((_, index) => otherTypes(path.slice(0, index + 1).join('.'), ['object']));
}

function unfit({ path, type }: FieldReference, isEquality: boolean): Document[] {
  const here = path.join('.');
  const isIdentity = here === '_id' && isEquality;
  // An identity of another type cannot be equal, and a look-up by it must not read the whole collection.
  if (isIdentity) return [];
  const odd = type.kind === 'date' ? [{ [here]: { $type: 'string', $not: /^\d{4}-\d{2}-\d{2}$/ } }] : [];
  return [...otherTypes(here, judged(type, isEquality)), ...odd, ...unfitAround(path)];
}

function anyOf(filters: readonly Document[]): Document {
  return filters.length === 1 ? (filters[0] ?? nothing) : { $or: filters };
}

const hexIdentity = /^[0-9a-f]{24}$/;
const maxExact = 2 ** 53;

/** A timestamp compares with the milliseconds that MongoDB keeps. */
function compareInstant(path: string, comparison: Comparison, { micros }: Timestamp): Document {
  const floor = new Date(Number((micros - (((micros % 1000n) + 1000n) % 1000n)) / 1000n));
  if (micros % 1000n === 0n) return { [path]: { [operators[comparison]]: floor } };
  switch (comparison) {
    case '=':
      return nothing;
    case '<>':
      return { [path]: { $ne: null } };
    case '<':
    case '<=':
      return { [path]: { $lte: floor } };
    default:
      return { [path]: { $gt: floor } };
  }
}

/** Doubles count by their shortest text here and by their binary value there, so that their border is taken in. */
function compareDecimal({ path: parts, type }: FieldReference, comparison: Comparison, value: Present): Document {
  const path = parts.join('.');
  const exact = new ExactDecimal(String(value));
  // With the places that the field has, for servers to which 0.1 and 0.10 are two numbers.
  const places = type.kind === 'decimal' && exact.decimalPlaces() <= (type.scale ?? 0) ? type : types.decimal;
  if (comparison === '<>' || exact.precision() > 34) return { [path]: { $ne: null } };
  const inclusive = comparison === '<' ? '<=' : comparison === '>' ? '>=' : comparison;
  return anyOf([
    { [path]: { [operators[comparison]]: toBson(exact, places) } },
    { [path]: { [operators[inclusive]]: Number(String(value)) } },
  ]);
}

function compareOne({ path, type }: FieldReference, comparison: Comparison, value: Present): Document {
  const here = path.join('.');
  if (value instanceof Timestamp) return compareInstant(here, comparison, value);
  if (isDecimal(value) || type.kind === 'decimal') return compareDecimal({ path, type }, comparison, value);
  if (type.kind === 'number' && Math.abs(Number(value)) >= maxExact) return { [here]: { $ne: null } };
  const bson = toBson(value);
  if (comparison === '=' && typeof value === 'string' && hexIdentity.test(value)) {
    return { [here]: { $in: [bson, new ObjectId(value)] } };
  }
  return { [here]: { [operators[comparison]]: bson } };
}

function isNull({ path, type }: FieldReference): Document {
  const here = path.join('.');
  const asNull = { [here]: null };
  if (type.kind !== 'number' && type.kind !== 'decimal') return asNull;
  // Numbers that are none are read as null.
  return anyOf([asNull, ...[Number.NaN, Infinity, -Infinity].map((value) => ({ [here]: value }))]);
}

/** A condition as a filter. */
export function mongodbFilter(condition: Condition): Document {
  switch (condition.op) {
    case 'always':
      return everything;
    case 'never':
      return nothing;
    case 'and':
      return { $and: condition.parts.map(mongodbFilter) };
    case 'or':
      return { $or: condition.parts.map(mongodbFilter) };
    case 'is-null':
      return isNull(condition.field);
    case 'is-not-null': {
      const here = condition.field.path.join('.');
      return anyOf([{ [here]: { $ne: null } }, { [here]: { $type: 'array' } }, ...unfitAround(condition.field.path)]);
    }
    case 'compare': {
      const { field, comparison, value } = condition;
      return anyOf([compareOne(field, comparison, value), ...unfit(field, comparison === '=')]);
    }
    case 'in': {
      const { field, values } = condition;
      return anyOf([...values.map((value) => compareOne(field, '=', value)), ...unfit(field, true)]);
    }
  }
}

/** A sort of MongoDB; ties are broken by the `_id`, so that the order is the same every time. */
export function mongodbSort(orders: readonly DocumentOrder[]): [string, 1 | -1][] {
  const keys = orders.map(({ path, descending }): [string, 1 | -1] => [path.join('.'), descending ? -1 : 1]);
  return keys.some(([path]) => path === '_id') ? keys : [...keys, ['_id', 1]];
}
