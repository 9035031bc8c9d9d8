/** The records of a JSON file as they are written: of a list in a document, or one per line. */
import { MillraceError } from '../../core/errors.ts';
import { formatByteSize } from '../../model/byte-size.ts';
import { type JsonItem, type JsonPlace, JsonScanner } from './json-scanner.ts';

/** How records stand in the file; `auto` looks at its beginning. */
export type JsonLayout = 'auto' | 'document' | 'lines';

const newline = 0x0a;

/** Reads items in the order of the file. */
export async function* readJsonItems(
  chunks: AsyncIterable<Buffer>,
  place: JsonPlace,
  layout: JsonLayout,
): AsyncGenerator<readonly JsonItem[]> {
  let reading: Reading | undefined;
  for await (const chunk of chunks) {
    reading ??= start(chunk, place, layout);
    const items = reading.take(chunk);
    if (items.length > 0) yield items;
  }
  reading ??= start(Buffer.alloc(0), place, layout);
  const last = reading.end();
  if (last.length > 0) yield last;
}

interface Reading {
  /** The items that end in these bytes. */
  take(bytes: Buffer): readonly JsonItem[];
  /** The item that ends with the file. */
  end(): readonly JsonItem[];
}

function start(first: Buffer, place: JsonPlace, layout: JsonLayout): Reading {
  const lines = layout === 'lines' || (layout === 'auto' && place.path.length === 0 && looksLikeLines(first));
  return lines ? new LineReading(place) : new DocumentReading(place);
}

/** True if the first line is a value by itself, other than a list. */
function looksLikeLines(bytes: Buffer): boolean {
  const end = bytes.indexOf(newline);
  const line = bytes.toString('utf8', 0, end < 0 ? bytes.length : end).trim();
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false;
    throw thrown;
  }
}

class DocumentReading implements Reading {
  readonly #scan: ReturnType<JsonScanner['items']>;

  constructor(place: JsonPlace) {
    this.#scan = new JsonScanner(place).items();
    // Up to where it asks for the first bytes.
    this.#scan.next();
  }

  take(bytes: Buffer): readonly JsonItem[] {
    return this.#advance(bytes);
  }

  end(): readonly JsonItem[] {
    return this.#advance(undefined);
  }

  #advance(bytes: Buffer | undefined): readonly JsonItem[] {
    const items: JsonItem[] = [];
    let step = this.#scan.next(bytes);
    while (!step.done && step.value !== undefined) {
      items.push(step.value);
      step = this.#scan.next(undefined);
    }
    return items;
  }
}

class LineReading implements Reading {
  readonly #place: JsonPlace;
  #parts: Buffer[] = [];
  #length = 0;
  #line = 0;

  constructor(place: JsonPlace) {
    this.#place = place;
  }

  take(bytes: Buffer): readonly JsonItem[] {
    const items: JsonItem[] = [];
    let start = 0;
    for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
      this.#keep(bytes.subarray(start, end));
      this.#finish(items);
      start = end + 1;
    }
    if (start < bytes.length) this.#keep(bytes.subarray(start));
    return items;
  }

  end(): readonly JsonItem[] {
    const items: JsonItem[] = [];
    this.#finish(items);
    return items;
  }

  #keep(bytes: Buffer): void {
    this.#parts.push(bytes);
    this.#length += bytes.length;
    if (this.#length <= this.#place.maxRecord) return;
    const { name, maxRecord } = this.#place;
    throw new MillraceError('limit', `${name}:${this.#line + 1}: a line is longer than ${formatByteSize(maxRecord)}.`, {
      hint: 'If lines are meant to be that long, raise `maxRecord`; if the file is one document, set `format: document`.',
    });
  }

  #finish(items: JsonItem[]): void {
    this.#line += 1;
    const text = (this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts)).toString('utf8').trim();
    this.#parts = [];
    this.#length = 0;
    if (text !== '') items.push({ text, line: this.#line });
  }
}
