import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { ScriptFault, ScriptMode } from '../isolate/guest-order.ts';
import type { DataRecord, Value } from '../model/value.ts';
import { fromJson } from '../model/value-codec.ts';
import { recordOf, type Shape } from '../model/value-type.ts';

/** Reads what one call gave as records; throws `evaluation_failed` where it does not fit. */
export type ResultReader = (result: unknown, call: readonly DataRecord[]) => readonly DataRecord[];

/** How results are read in a mode. */
export function resultReader({ mode, output }: { readonly mode: ScriptMode; readonly output: Shape }): ResultReader {
  const names = new Set(output.map((field) => field.name));
  const type = recordOf(output);
  const readRecord = (json: unknown): DataRecord => {
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      throw wrong(`gave ${nameOf(json)}, not a record`);
    for (const name of Object.keys(json)) {
      if (names.has(name)) continue;
      const hint = didYouMean(name, names) ?? 'Add it to `output`, or leave it out of the result.';
      throw wrong(`gave a field '${name}', which its \`output\` does not have`, hint);
    }
    try {
      return fromJson(json, type) as Readonly<Record<string, Value>>;
    } catch (error) {
      throw wrong(`gave a record that does not fit: ${error instanceof MillraceError ? error.message : String(error)}`);
    }
  };
  if (mode === 'filter') return (json, call) => (json === true ? call : []);
  if (mode === 'map') return (json) => [readRecord(json)];
  return (json) => {
    if (!Array.isArray(json)) throw wrong(`gave ${nameOf(json)}, not a list of records`);
    return json.map(readRecord);
  };
}

function wrong(what: string, hint?: string): MillraceError {
  const sentence = /[.!]$/.test(what) ? what : `${what}.`;
  return new MillraceError('evaluation_failed', `The script ${sentence}`, hint === undefined ? {} : { hint });
}

function nameOf(json: unknown): string {
  if (json === null) return 'nothing (is a `return` missing?)';
  if (Array.isArray(json)) return 'a list';
  return typeof json === 'object' ? 'a record' : `a ${typeof json}`;
}

/** What a script threw, with its place in the script. */
export function faultMessage({ name, message, stack }: ScriptFault): string {
  const [, line, column] = /\bscript:(\d{1,7}):(\d{1,7})/.exec(stack) ?? [];
  const where = line === undefined ? 'The script' : `Line ${line}, column ${column} of the script`;
  const what = [name, message].filter((part) => part !== '').join(': ') || 'failed without saying why';
  return `${where}: ${what}`.slice(0, 1000);
}
