/** The columns of a file, guessed from its first records. */
import { type Shape, types, type ValueType } from '../../model/value-type.ts';
import { mergeEvidence, type MixedType, settleEvidence } from './sniff-type.ts';

/** What the first records of a file look like. */
export interface SniffedColumns {
  readonly shape: Shape;
  /** How many records were looked at. */
  readonly looked: number;
  /** True if there are no others. */
  readonly complete: boolean;
  /** What cannot be declared, as sentences. */
  readonly notes: readonly string[];
}

/** Gathers evidence, record by record. */
export class ColumnSniffer {
  readonly #limit: number;
  readonly #mixed: MixedType;
  readonly #evidence = new Map<string, ValueType>();
  #looked = 0;

  /** Looks at `limit` records. */
  constructor(limit: number, mixed: MixedType) {
    this.#limit = limit;
    this.#mixed = mixed;
  }

  /** True if no more records are wanted. */
  get full(): boolean {
    return this.#looked >= this.#limit;
  }

  /** Makes columns known, in this order, whatever is in them. */
  expect(names: Iterable<string>): void {
    for (const name of names) if (!this.#evidence.has(name)) this.#evidence.set(name, types.null);
  }

  /** Takes what one record says of its columns. */
  look(evidence: Iterable<readonly [name: string, type: ValueType]>): void {
    this.#looked += 1;
    for (const [name, type] of evidence) {
      this.#evidence.set(name, mergeEvidence(this.#evidence.get(name) ?? types.null, type));
    }
  }

  /** What was found; `complete` if there are no other records. */
  found(complete: boolean, notes: readonly string[] = []): SniffedColumns {
    const shape = [...this.#evidence].map(([name, type]) => ({ name, type: settleEvidence(type, this.#mixed) }));
    return { shape, looked: this.#looked, complete, notes };
  }
}

/** A column and its place in a row. */
export interface PlacedColumn {
  readonly name: string;
  readonly at: number;
}

/** The columns that a row of headings names, and those that it does not name rightly, in words. */
export function headedColumns(headings: readonly PlacedColumn[]): {
  readonly columns: readonly PlacedColumn[];
  readonly notes: readonly string[];
} {
  const names = headings.map(({ name }) => name);
  const twice = [...new Set(names.filter((name, at) => name !== '' && names.indexOf(name) !== at))];
  const nameless = names.filter((name) => name === '').length;
  return {
    columns: headings.filter(({ name }) => name !== '' && !twice.includes(name)),
    notes: [
      ...twice.map((name) => `The heading "${name}" stands there twice, so that column is left out.`),
      ...(nameless === 0
        ? []
        : [
            nameless === 1
              ? 'A column without a heading is left out.'
              : `${nameless} columns without a heading are left out.`,
          ]),
    ],
  };
}

/** The columns of a file without headings, for people to give names to. */
export function numberedColumns(first: number, last: number): readonly PlacedColumn[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => {
    return { name: `column${index + 1}`, at: first + index };
  });
}
