/** JSON files as records of declared types, with every digit of their numbers. */
import { MillraceError, messageOf } from '../../core/errors.ts';
import { parseExactJson } from '../../model/exact-json.ts';
import { type Batch, batchSize, type DataRecord } from '../../model/value.ts';
import { fromJson, valueFromUnknown } from '../../model/value-codec.ts';
import { recordOf, type Shape, type ValueType } from '../../model/value-type.ts';
import { type JsonLayout, readJsonItems } from './json-items.ts';
import type { JsonItem } from './json-scanner.ts';
import type { RecordFaults } from './record-faults.ts';
import { readText, type TextFile } from './text-bytes.ts';

/** What is read from the files. */
export interface JsonFormat {
  readonly layout: JsonLayout;
  /** The keys that lead to the list of records. */
  readonly path: readonly string[];
  readonly columns: Shape;
  readonly maxRecord: number;
}

interface Reading {
  readonly file: TextFile;
  readonly type: ValueType;
  readonly faults: RecordFaults;
}

/** Reads one file; fields that are not declared are left alone, missing ones are null. */
export async function* readJson(file: TextFile, format: JsonFormat, faults: RecordFaults): AsyncGenerator<Batch> {
  const { layout, path, maxRecord, columns } = format;
  const reading = { file, type: recordOf(columns), faults };
  for await (const items of readJsonItems(readText(file), { name: file.name, path, maxRecord }, layout)) {
    for (let at = 0; at < items.length; at += batchSize) {
      const batch = readItems(items.slice(at, at + batchSize), reading);
      if (batch.length > 0) yield batch;
    }
  }
}

function readItems(items: readonly JsonItem[], reading: Reading): Batch {
  const batch: DataRecord[] = [];
  for (const item of items) {
    const record = readItem(item, reading);
    if (record !== undefined) batch.push(record);
  }
  return batch;
}

function readItem(item: JsonItem, { file, type, faults }: Reading): DataRecord | undefined {
  const place = `${file.name}:${item.line}`;
  const parsed = parse(item, place);
  if (parsed instanceof MillraceError) {
    faults.fail({ line: item.text.slice(0, 1000) }, parsed);
    return undefined;
  }
  try {
    return fromJson(parsed, type) as DataRecord;
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    faults.fail(raw(parsed), inFile(thrown, place));
    return undefined;
  }
}

/** The object that an item is; throws `file_malformed` with its `place` where it is none. */
export function parseItem(item: JsonItem, place: string): object {
  const parsed = parse(item, place);
  if (parsed instanceof MillraceError) throw parsed;
  return parsed;
}

function parse(item: JsonItem, place: string): object {
  try {
    const parsed = parseExactJson(item.text);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
    const what = parsed === null ? 'null' : Array.isArray(parsed) ? 'a list' : `a ${typeof parsed}`;
    return new MillraceError('file_malformed', `${place}: ${what} stands where a record is expected.`, {
      hint: 'Name the list of objects in `path`.',
    });
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown;
    return new MillraceError('file_malformed', `${place}: ${messageOf(thrown)}.`, {
      hint: 'Correct the file. If records go over several lines, set `format: document`.',
      cause: thrown,
    });
  }
}

function inFile(error: MillraceError, place: string): MillraceError {
  return new MillraceError('invalid_input', `${place}: ${error.message}`, {
    hint: 'Correct the file or the types in `columns`.',
    ...(error.issues === undefined ? {} : { issues: error.issues }),
  });
}

function raw(parsed: unknown): DataRecord {
  return valueFromUnknown(parsed) as DataRecord;
}
