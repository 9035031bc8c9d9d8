/**
 * Looks whether a CSV file is so plain that every reader takes it the same way: one kind of line end, quotes only around
 * whole fields, the same number of fields in each record. Only such a file is handed to DuckDB, so that nobody can tell
 * who read it; any other is read row by row, with its own messages.
 */
import { readText, type TextFile } from './text-bytes.ts';

/** What has to be the same in every record. */
export interface CsvStructure {
  readonly delimiter: string;
  /** One character, or empty. */
  readonly quote: string;
  readonly fields: number;
}

const code = (character: string): number => character.charCodeAt(0);
const [newline, carriage] = [code('\n'), code('\r')];
/** DuckDB reads lines up to two megabytes. */
const longestRecord = 1 << 20;

/** How lines end in the file; undefined if it is not plain. Throws for bytes that are not UTF-8. */
export async function plainLineEnd(file: TextFile, structure: CsvStructure): Promise<'\n' | '\r\n' | undefined> {
  const check = new StructureCheck(structure);
  for await (const chunk of readText(file)) if (!check.take(chunk)) return undefined;
  return check.end();
}

/** Where in a field the check is. */
const fieldStart = 0;
const plain = 1;
const quoted = 2;
const afterQuote = 3;
const afterCarriage = 4;

class StructureCheck {
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #wanted: number;
  /** 1 for every byte that means something outside of quotes. */
  readonly #special = new Uint8Array(256);
  #state = fieldStart;
  #fields = 1;
  /** Where the record began, counted from the first byte of the chunk. */
  #start = 0;
  #lineEnd: '\n' | '\r\n' | undefined;

  constructor({ delimiter, quote, fields }: CsvStructure) {
    this.#delimiter = code(delimiter);
    this.#quote = quote === '' ? -1 : code(quote);
    this.#wanted = fields;
    for (const byte of [newline, carriage, 0, this.#delimiter, this.#quote]) if (byte >= 0) this.#special[byte] = 1;
  }

  /** False as soon as the file is not plain. */
  take(bytes: Buffer): boolean {
    const special = this.#special;
    let state = this.#state;
    for (let at = 0; at < bytes.length; at += 1) {
      if (state === quoted) {
        const close = bytes.indexOf(this.#quote, at);
        if (close < 0) break;
        at = close;
        state = afterQuote;
        continue;
      }
      const byte = bytes[at]!;
      if (special[byte] === 1) {
        const next = this.#next(state, byte, at);
        if (next === undefined) return false;
        state = next;
      } else if (state > quoted) return false;
      else state = plain;
    }
    this.#state = state;
    this.#start -= bytes.length;
    return -this.#start <= longestRecord;
  }

  /** The state behind a byte that means something; undefined if the file is not plain. */
  #next(state: number, byte: number, at: number): number | undefined {
    if (byte === newline) return this.#endRecord(state, at) ? fieldStart : undefined;
    if (state === afterCarriage || byte === 0) return undefined;
    if (byte === this.#delimiter) {
      this.#fields += 1;
      return fieldStart;
    }
    // The record ends with the line feed; until then nothing else may come.
    if (byte === carriage) return this.#hasRightWidth(state, at) ? afterCarriage : undefined;
    return state === plain ? undefined : quoted;
  }

  /** How lines end, after the last byte. */
  end(): '\n' | '\r\n' | undefined {
    const ended = this.#start === 0;
    const whole = ended || (this.#state !== quoted && this.#state !== afterCarriage && this.#fields === this.#wanted);
    return whole ? (this.#lineEnd ?? '\n') : undefined;
  }

  #endRecord(state: number, at: number): boolean {
    const lineEnd = state === afterCarriage ? '\r\n' : '\n';
    this.#lineEnd ??= lineEnd;
    const right = state === afterCarriage || this.#hasRightWidth(state, at);
    const good = right && this.#lineEnd === lineEnd && at - this.#start <= longestRecord;
    this.#fields = 1;
    this.#start = at + 1;
    return good;
  }

  /** An empty line is no record, for both readers. */
  #hasRightWidth(state: number, at: number): boolean {
    return this.#fields === this.#wanted || (state === fieldStart && at === this.#start);
  }
}
