/**
 * Cuts a JSON document into the items of one list in it, as they are written, without holding the document. What an
 * item is, `JSON.parse` decides; here only brackets and strings are told apart.
 */
import { MillraceError } from '../../core/errors.ts';
import { formatByteSize } from '../../model/byte-size.ts';

/** An item as it is written, and the line in which it starts, from 1. */
export interface JsonItem {
  readonly text: string;
  readonly line: number;
}

/** Where the items are. */
export interface JsonPlace {
  /** What messages call the file. */
  readonly name: string;
  /** The keys that lead to the list; none if the document is the list. */
  readonly path: readonly string[];
  /** The longest item, in bytes. */
  readonly maxRecord: number;
}

/** Gives items; `undefined` asks for the next bytes, which are handed in by `next`, `undefined` at the end. */
export type JsonScan = Generator<JsonItem | undefined, void, Buffer | undefined>;
type Part<T> = Generator<JsonItem | undefined, T, Buffer | undefined>;

const code = (character: string): number => character.charCodeAt(0);
const [newline, space, tab, carriage] = [code('\n'), code(' '), code('\t'), code('\r')];
const [quote, backslash, comma, colon] = [code('"'), code('\\'), code(','), code(':')];
const [openObject, closeObject, openList, closeList] = [code('{'), code('}'), code('['), code(']')];
const atEnd = -1;

/** One pass over one document. */
export class JsonScanner {
  readonly #place: JsonPlace;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #line = 1;
  #ended = false;

  constructor(place: JsonPlace) {
    this.#place = place;
  }

  /** The items of the list at the path. An object there is one item; without a path, so is each of several values. */
  *items(): JsonScan {
    const { path } = this.#place;
    const first = yield* this.#peek();
    if (path.length > 0) {
      yield* this.#object(0);
    } else if (first === openList) {
      yield* this.#list();
    } else {
      while ((yield* this.#peek()) !== atEnd) yield yield* this.#item();
      return;
    }
    if ((yield* this.#peek()) !== atEnd) throw this.#malformed('something stands behind the end of the document');
  }

  *#list(): Part<void> {
    this.#at += 1;
    if ((yield* this.#peek()) === closeList) {
      this.#at += 1;
      return;
    }
    for (;;) {
      yield yield* this.#item();
      if (yield* this.#endsWith(closeList)) return;
    }
  }

  /** Looks through an object on the path; what is not on it is skipped. */
  *#object(depth: number): Part<void> {
    const { path } = this.#place;
    if ((yield* this.#peek()) !== openObject) throw this.#notThere(depth, 'is no object');
    this.#at += 1;
    let found = false;
    if ((yield* this.#peek()) === closeObject) this.#at += 1;
    else {
      do {
        const key = yield* this.#key();
        if (found || key !== path[depth]) yield* this.#value(false);
        else {
          found = true;
          if (depth + 1 < path.length) yield* this.#object(depth + 1);
          else yield* this.#target();
        }
      } while (!(yield* this.#endsWith(closeObject)));
    }
    if (!found) throw this.#notThere(depth + 1, 'is not there');
  }

  *#key(): Part<string> {
    if ((yield* this.#peek()) !== quote) throw this.#malformed('a key is expected');
    const key = yield* this.#value(true);
    if ((yield* this.#peek()) !== colon) throw this.#malformed('a colon is expected');
    this.#at += 1;
    yield* this.#peek();
    return this.#parseKey(key);
  }

  #parseKey(text: string): string {
    try {
      return String(JSON.parse(text));
    } catch (thrown) {
      if (thrown instanceof SyntaxError) throw this.#malformed(`the key ${text.slice(0, 40)} is not valid`);
      throw thrown;
    }
  }

  *#target(): Part<void> {
    const first = yield* this.#peek();
    if (first === openList) yield* this.#list();
    else if (first === openObject) yield yield* this.#item();
    else if ((yield* this.#value(true)) !== 'null') throw this.#notThere(this.#place.path.length, 'is no list');
  }

  /** True at the end of a list or object, false before its next member. */
  *#endsWith(closing: number): Part<boolean> {
    const next = yield* this.#peek();
    if (next !== comma && next !== closing) {
      throw this.#malformed(next === atEnd ? 'the file is cut off' : 'a comma or closing bracket is expected');
    }
    this.#at += 1;
    if (next === closing) return true;
    const after = yield* this.#peek();
    if (after === closeList || after === closeObject)
      throw this.#malformed('a comma stands before the closing bracket');
    return false;
  }

  *#item(): Part<JsonItem> {
    const line = this.#line;
    return { text: yield* this.#value(true), line };
  }

  /** The next byte that is not blank. */
  *#peek(): Part<number> {
    for (;;) {
      while (this.#at < this.#bytes.length) {
        const byte = this.#bytes[this.#at]!;
        if (byte === newline) this.#line += 1;
        else if (byte !== space && byte !== tab && byte !== carriage) return byte;
        this.#at += 1;
      }
      if (!(yield* this.#more())) return atEnd;
    }
  }

  *#more(): Part<boolean> {
    const bytes = this.#ended ? undefined : yield undefined;
    this.#ended = bytes === undefined;
    if (bytes === undefined) return false;
    this.#bytes = bytes;
    this.#at = 0;
    return true;
  }

  /** Reads over one value that starts here; its text if it is wanted. */
  *#value(wanted: boolean): Part<string> {
    const end = new ValueEnd();
    const parts: Buffer[] = [];
    let length = 0;
    for (;;) {
      const start = this.#at;
      const done = end.find(this.#bytes, start);
      this.#at = end.at;
      this.#line += end.lines;
      length += end.at - start;
      if (wanted) parts.push(this.#bytes.subarray(start, end.at));
      if (done) break;
      if (wanted && length > this.#place.maxRecord) throw this.#tooLong();
      if (!(yield* this.#more())) {
        if (!end.mayStop) throw this.#malformed('the file is cut off');
        break;
      }
    }
    if (length === 0) throw this.#malformed('a value is expected');
    return parts.length === 1 ? parts[0]!.toString('utf8') : Buffer.concat(parts).toString('utf8');
  }

  #malformed(what: string): MillraceError {
    return new MillraceError('file_malformed', `${this.#place.name}:${this.#line}: ${what}.`, {
      hint: 'The file is damaged, cut off or no JSON: get it anew from where it came.',
    });
  }

  #notThere(depth: number, what: string): MillraceError {
    const { name, path } = this.#place;
    const where = depth === 0 ? 'the document' : path.slice(0, depth).join('.');
    return new MillraceError('file_malformed', `${name}: ${where} ${what}.`, {
      hint: 'Correct `path`: the keys that lead to the list of records.',
    });
  }

  #tooLong(): MillraceError {
    const { name, maxRecord } = this.#place;
    return new MillraceError('limit', `${name}:${this.#line}: a record is longer than ${formatByteSize(maxRecord)}.`, {
      hint: 'If records are meant to be that long, raise `maxRecord`; if the list is deeper in the document, name it in `path`.',
    });
  }
}

/** Finds the end of a value that may go on over several pieces. */
class ValueEnd {
  /** Behind the last byte that belongs to the value. */
  at = 0;
  /** Line breaks in the piece. */
  lines = 0;
  #depth = 0;
  #inText = false;
  #escaped = false;
  #began = false;

  /** True if the value may end where the file ends: a number or a word outside of brackets. */
  get mayStop(): boolean {
    return this.#began && this.#depth === 0 && !this.#inText;
  }

  /** Looks on from `start`; true if the end was found. */
  find(bytes: Buffer, start: number): boolean {
    this.lines = 0;
    let depth = this.#depth;
    let at = start;
    while (at < bytes.length) {
      if (this.#inText) {
        at = this.#skipText(bytes, at);
        if (depth === 0 && !this.#inText) return this.#end(at);
        continue;
      }
      const byte = bytes[at]!;
      if (byte === quote) this.#inText = true;
      else if (byte === openObject || byte === openList) depth += 1;
      else if (byte === closeObject || byte === closeList) {
        // A number or word ends before the bracket of what is around it, a list or object with its own.
        if (depth <= 1) return this.#end(at + depth);
        depth -= 1;
      } else if (depth === 0 && isSeparator(byte)) return this.#end(at);
      else if (byte === newline) this.lines += 1;
      at += 1;
    }
    this.#began ||= at > start;
    this.#depth = depth;
    this.at = at;
    return false;
  }

  /** Behind the closing quote of a text, or at the end of the bytes. */
  #skipText(bytes: Buffer, from: number): number {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at]!;
      if (this.#escaped) this.#escaped = false;
      else if (byte === backslash) this.#escaped = true;
      else if (byte === quote) {
        this.#inText = false;
        return at + 1;
      }
    }
    return bytes.length;
  }

  #end(at: number): boolean {
    this.at = at;
    return true;
  }
}

function isSeparator(byte: number): boolean {
  return byte === comma || byte === newline || byte === space || byte === tab || byte === carriage;
}
