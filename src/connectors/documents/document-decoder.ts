/**
 * From what a store holds to the values of declared types. A decoder is compiled once per read; for a document whose
 * field has another type than declared it says which field and what was found.
 */
import type { DataRecord, Value } from '../../model/value.ts';
import { type Field, formatType, type Shape, type ValueType } from '../../model/value-type.ts';

/** A stored value that is there: not null, not missing. */
export type Present = NonNullable<unknown>;

/** How the documents of one store are read. */
export interface DocumentForm {
  /** Reads a value as a type without parts; undefined where it does not fit. */
  scalar(type: ValueType): (stored: Present) => Value | undefined;
  /** Any value as JSON would have it. */
  untyped(stored: unknown): Value;
  /** True for a stored record, and false for values that merely are objects. */
  isRecord(stored: unknown): stored is Record<string, unknown>;
  /** The key under which a field is kept. */
  key(name: string): string;
  /** What a value is, in words: `text "abc"`. */
  describe(stored: unknown): string;
}

/** A field that does not fit. */
export interface Misfit {
  /** `items[2].price`. */
  readonly path: string;
  readonly wanted: string;
  readonly found: string;
}

/** Gives the record, or undefined after reporting the first misfit. */
export type DocumentDecoder = (
  stored: Record<string, unknown>,
  misfit: (fault: Misfit) => void,
) => DataRecord | undefined;

/** What a decoder works with: the field that does not fit is noted on the way out. */
interface Trace {
  path: (string | number)[];
  wanted: string;
  found: string;
}

type Decode = (stored: Present, trace: Trace) => Value | undefined;

interface FieldDecoder {
  readonly name: string;
  readonly key: string;
  /** True for names that every object inherits: only an own property counts. */
  readonly inherited: boolean;
  readonly decode: Decode;
}

function scalarDecode(type: ValueType, form: DocumentForm): Decode {
  const read = form.scalar(type);
  const wanted = formatType(type);
  return (stored, trace) => {
    const value = read(stored);
    if (value === undefined) note(trace, wanted, form.describe(stored));
    return value;
  };
}

function note(trace: Trace, wanted: string, found: string): undefined {
  trace.wanted = wanted;
  trace.found = found;
  return undefined;
}

function listDecode(item: ValueType, form: DocumentForm): Decode {
  const decode = decodeOf(item, form);
  const wanted = formatType({ kind: 'list', item });
  return (stored, trace) => {
    if (!Array.isArray(stored)) return note(trace, wanted, form.describe(stored));
    const list = stored as unknown[];
    const values: Value[] = new Array<Value>(list.length);
    for (let index = 0; index < list.length; index++) {
      const part = list[index];
      const value = part === null || part === undefined ? null : decode(part, trace);
      if (value === undefined) {
        trace.path.push(index);
        return undefined;
      }
      values[index] = value;
    }
    return values;
  };
}

function recordDecode(shape: Shape, form: DocumentForm): Decode {
  const fields = shape.map((field): FieldDecoder => {
    const key = form.key(field.name);
    return { name: field.name, key, inherited: key in Object.prototype, decode: decodeOf(field.type, form) };
  });
  return (stored, trace) => {
    if (!form.isRecord(stored)) return note(trace, 'record', form.describe(stored));
    const record: Record<string, Value> = {};
    for (const field of fields) {
      const part = field.inherited && !Object.hasOwn(stored, field.key) ? null : stored[field.key];
      const value = part === null || part === undefined ? null : field.decode(part, trace);
      if (value === undefined) {
        trace.path.push(field.name);
        return undefined;
      }
      record[field.name] = value;
    }
    return record;
  };
}

function decodeOf(type: ValueType, form: DocumentForm): Decode {
  if (type.kind === 'any') return (stored) => form.untyped(stored);
  if (type.kind === 'list') return listDecode(type.item, form);
  if (type.kind === 'record') return recordDecode(type.fields, form);
  return scalarDecode(type, form);
}

function pathText(path: readonly (string | number)[]): string {
  return path.reduceRight<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

/** A decoder of one value of a type; the name of its field is for the report. */
export type ValueDecoder = (stored: unknown, misfit: (fault: Misfit) => void) => Value | undefined;

function reporting(decode: Decode, name: string | undefined): ValueDecoder {
  const trace: Trace = { path: [], wanted: '', found: '' };
  return (stored, misfit) => {
    if (stored === null || stored === undefined) return null;
    const value = decode(stored, trace);
    if (value !== undefined) return value;
    if (name !== undefined) trace.path.push(name);
    misfit({ path: pathText(trace.path), wanted: trace.wanted, found: trace.found });
    trace.path = [];
    return undefined;
  };
}

/** Compiles the decoder of a field. */
export function fieldDecoder({ name, type }: Field, form: DocumentForm): ValueDecoder {
  return reporting(decodeOf(type, form), name);
}

/** Compiles the decoder of a shape. */
export function documentDecoder(shape: Shape, form: DocumentForm): DocumentDecoder {
  return reporting(recordDecode(shape, form), undefined) as DocumentDecoder;
}
