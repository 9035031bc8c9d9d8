import { MillraceError } from '../core/errors.ts';
import type { CheckedPipeline, StepContext } from '../engine/step-contract.ts';
import type { Closure } from '../expression/closure.ts';
import { groupKeyOfAll } from '../model/value-compare.ts';
import type { Batch, BatchStream, DataRecord, Value } from '../model/value.ts';

/** The most records of a source that are kept where it has to be read as a whole. */
const mostRecords = 1_000_000;

/** A source, and how to ask it. */
interface KeyedSource {
  readonly source: CheckedPipeline;
  readonly byKey: boolean;
  /** The key of a record of the source. */
  readonly right: readonly Closure[];
  readonly batch: number;
  readonly cache: number;
}

/** A key that is looked for: its values, and all of them as one text. */
interface WantedKey {
  readonly values: readonly Value[];
  readonly key: string | undefined;
}

/** The records of a source by key: asked for as they are needed, or read once. */
export class KeyedRecords {
  readonly #source: KeyedSource;
  readonly #context: StepContext;
  /** The keys asked for last stand last. */
  readonly #known = new Map<string, Batch>();
  #whole: Promise<ReadonlyMap<string, Batch>> | undefined;

  constructor(source: KeyedSource, context: StepContext) {
    this.#source = source;
    this.#context = context;
  }

  /** The records of each of these keys; a key without any may be missing. */
  async find(wanted: readonly WantedKey[]): Promise<ReadonlyMap<string, Batch>> {
    if (!this.#source.byKey) {
      this.#whole ??= this.#readWhole();
      return this.#whole;
    }
    const found = new Map<string, Batch>();
    const missing = new Map<string, Value>();
    for (const { key, values } of wanted) {
      if (key === undefined || found.has(key)) continue;
      const known = this.#known.get(key);
      if (known === undefined) missing.set(key, values[0] ?? null);
      else found.set(key, known);
    }
    const asked = [...missing];
    for (let start = 0; start < asked.length; start += this.#source.batch)
      await this.#ask(new Map(asked.slice(start, start + this.#source.batch)), found);
    for (const [key, records] of found) this.#remember(key, records);
    return found;
  }

  /** Asks for keys; what the source gives beside them is left. */
  async #ask(keys: ReadonlyMap<string, Value>, found: Map<string, Batch>): Promise<void> {
    const gathered = new Map<string, DataRecord[]>([...keys.keys()].map((key) => [key, []]));
    // Several keys can share their first field.
    await this.#gather([...new Set(keys.values())], (key, record) => gathered.get(key)?.push(record));
    for (const [key, records] of gathered) found.set(key, records);
  }

  async #readWhole(): Promise<ReadonlyMap<string, Batch>> {
    const all = new Map<string, DataRecord[]>();
    let count = 0;
    await this.#gather(null, (key, record) => {
      count += 1;
      if (count > mostRecords) {
        throw new MillraceError('limit', `lookup would have to keep more than ${mostRecords} records.`, {
          hint: 'Use join, which can do with less memory.',
        });
      }
      const records = all.get(key);
      if (records === undefined) all.set(key, [record]);
      else records.push(record);
    });
    return all;
  }

  async #gather(keys: readonly Value[] | null, take: (key: string, record: DataRecord) => void): Promise<void> {
    const { source, right } = this.#source;
    const records: BatchStream = this.#context.open(source, undefined, { keys });
    for await (const batch of records) {
      for (const record of batch) {
        const values = right.map((read) => read(record, this.#context.env));
        if (!values.includes(null)) take(groupKeyOfAll(values), record);
      }
    }
  }

  #remember(key: string, records: Batch): void {
    this.#known.delete(key);
    this.#known.set(key, records);
    if (this.#known.size <= this.#source.cache) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
