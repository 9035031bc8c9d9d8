/** `--input FILE`: records for a chain that takes some. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MillraceError, messageOf } from '../core/errors.ts';
import { parseExactJson } from '../model/exact-json.ts';
import { jsonForm } from '../model/json-form.ts';
import { recordOf, type Shape } from '../model/value-type.ts';
import type { Terminal } from './terminal.ts';

/** The records of a JSON list or of lines of JSON, in the form that plain JSON can carry; `-` is standard input. */
export async function readRecords(name: string, shape: Shape, terminal: Terminal): Promise<readonly unknown[]> {
  const records = await parseRecords(name, terminal);
  return records.map((record) => jsonForm(record, recordOf(shape)));
}

async function parseRecords(name: string, terminal: Terminal): Promise<readonly unknown[]> {
  const text = name === '-' ? await terminal.input() : await readText(resolve(terminal.folder, name));
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (!trimmed.startsWith('['))
    return trimmed
      .split('\n')
      .flatMap((line, index) => (line.trim() === '' ? [] : [parse(line, `${name}, line ${index + 1}`)]));
  const list = parse(trimmed, name);
  return Array.isArray(list) ? list : [list];
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (thrown) {
    throw new MillraceError('file_not_found', `${path} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
}

function parse(text: string, where: string): unknown {
  try {
    return parseExactJson(text);
  } catch (thrown) {
    throw new MillraceError('file_malformed', `${where} is not JSON: ${messageOf(thrown)}`, {
      hint: 'Give a JSON list of records, or one record a line.',
      cause: thrown,
    });
  }
}
