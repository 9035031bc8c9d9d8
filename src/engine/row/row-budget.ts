import { MillraceError } from '../../core/errors.ts';
import { formatByteSize } from '../../model/byte-size.ts';
import type { Batch } from '../../model/value.ts';
import type { StepOrigin } from '../algebra.ts';
import { approximateSize } from '../vector/approximate-size.ts';

/** How much all blocking operators of a relation may hold. */
export interface RowLimits {
  readonly rows: number;
  readonly bytes: number;
  /** Why what they hold cannot go to disk, for messages. */
  readonly cannotSpill?: string | undefined;
}

/** Says that the row engine holds all that it may. */
export class OutOfBudget extends MillraceError {}

/** What a record takes at least once it is held: its place in a table, its key. */
const leastPerRecord = 64;

/** Counts the records that all blocking operators of a relation hold, and about how many bytes they take; `limit` beyond the budget. */
export class RowBudget {
  readonly #limits: RowLimits;
  #rows = 0;
  #bytes = 0;

  constructor(limits: RowLimits) {
    this.#limits = limits;
  }

  /** What one operator of `step` holds; dispose of it when the records are let go. */
  open(step: StepOrigin): RowHolding {
    const own = { rows: 0, bytes: 0 };
    const add = (rows: number, bytes = 0): void => {
      const taken = bytes + rows * leastPerRecord;
      own.rows += rows;
      own.bytes += taken;
      this.#rows += rows;
      this.#bytes += taken;
      if (this.#rows > this.#limits.rows || this.#bytes > this.#limits.bytes) throw this.#exceeded(step);
    };
    return {
      add,
      take: (batch) => add(batch.length, approximateSize(batch)),
      [Symbol.dispose]: () => {
        this.#rows -= own.rows;
        this.#bytes -= own.bytes;
        own.rows = 0;
        own.bytes = 0;
      },
    };
  }

  #exceeded(step: StepOrigin): OutOfBudget {
    const { rows, bytes, cannotSpill } = this.#limits;
    const most = this.#rows > rows ? `${rows} records` : formatByteSize(bytes);
    const reason = cannotSpill === undefined ? '' : `, and cannot put them on disk (${cannotSpill})`;
    return new OutOfBudget('limit', `${step.name} would have to hold more than ${most} in memory${reason}.`, {
      step: step.name,
      hint: 'Filter, select or aggregate before it, raise `memory` of the chain, or remove what keeps it from the disk.',
    });
  }
}

/** The records that one operator holds. */
export interface RowHolding extends Disposable {
  /** Notes `rows` more records or keys, with the bytes that they take, where those are known. */
  add(rows: number, bytes?: number): void;
  /** Notes the records of a batch with all that is in them. */
  take(batch: Batch): void;
}
