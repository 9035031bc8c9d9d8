/**
 * Functions that make records with the same fields in the same order every time, as one object literal: the JavaScript
 * engine then gives all of them one hidden class, which is several times as fast as adding fields one by one.
 */
import { MillraceError } from '../../core/errors.ts';
import { type Closure, type Env, fieldReader } from '../../expression/closure.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import { defineField } from './deferred-problem.ts';

/** Where a field of the new record comes from: a field of the n-th given record, a closure over the first, or a constant place. */
export type FieldSource =
  | { readonly name: string; readonly from: 'field'; readonly record: number; readonly field: string }
  | { readonly name: string; readonly from: 'closure'; readonly closure: Closure }
  | { readonly name: string; readonly from: 'value'; readonly index: number };

/** What a record is made of beside the first one. */
export interface BuilderInput {
  readonly second: DataRecord;
  readonly values: readonly Value[];
  readonly env: Env;
}

/** Makes a record from up to two records and a list of values. */
export type RecordBuilder = (first: DataRecord, given: BuilderInput) => DataRecord;

/** For builders that read one record only. */
export const emptyRecord: DataRecord = Object.freeze({});

/** Compiles the constructor of records with these fields. */
export function recordBuilder(fields: readonly FieldSource[]): RecordBuilder {
  const closures: Closure[] = [];
  const parts = fields.map((field) => `${fieldName(field.name)}: ${fieldCode(field, closures)}`);
  const names = closures.map((_, index) => `c${index}`);
  // Only JSON-quoted field names and numbers enter the code.
  const make = new Function(...names, `return (r0, given) => {${prologue(fields)} return {${parts.join(', ')}}; };`);
  return make(...closures) as RecordBuilder;
}

/** Makes the same record field by field; one that fails throws when it is read, on behalf of `step`. */
export function buildReluctantly(fields: readonly FieldSource[], step: string): RecordBuilder {
  return (first, given) => {
    const record: DataRecord = {};
    for (const field of fields) {
      defineField(record, field.name, { step, read: () => readField(field, first, given) });
    }
    return record;
  };
}

function readField(field: FieldSource, first: DataRecord, { second, values, env }: BuilderInput): Value {
  switch (field.from) {
    case 'field':
      return fieldReader(field.field)(field.record === 0 ? first : second);
    case 'closure':
      return field.closure(first, env);
    case 'value':
      return values[field.index] ?? null;
  }
}

function prologue(fields: readonly FieldSource[]): string {
  const second = fields.some((field) => field.from === 'field' && field.record === 1);
  const values = fields.some((field) => field.from === 'value');
  const env = fields.some((field) => field.from === 'closure');
  return [
    second ? 'const r1 = given.second;' : '',
    values ? 'const values = given.values;' : '',
    env ? 'const env = given.env;' : '',
  ].join(' ');
}

function fieldCode(field: FieldSource, closures: Closure[]): string {
  switch (field.from) {
    case 'field':
      return fieldRead(`r${field.record}`, field.field);
    case 'closure':
      return `c${closures.push(field.closure) - 1}(r0, env)`;
    case 'value':
      return `values[${field.index}]`;
  }
}

/** Names that every object inherits need a look at whose they are. */
function fieldRead(record: string, field: string): string {
  const name = JSON.stringify(field);
  const read = `${record}[${name}] ?? null`;
  return field in Object.prototype ? `(Object.hasOwn(${record}, ${name}) ? ${read} : null)` : read;
}

function fieldName(name: string): string {
  if (name === '__proto__') throw new MillraceError('internal', 'A field cannot be called __proto__.');
  return JSON.stringify(name);
}
