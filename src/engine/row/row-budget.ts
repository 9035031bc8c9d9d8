import { MillraceError } from '../../core/errors.ts';
import type { StepOrigin } from '../algebra.ts';

/** Counts the records that all blocking operators of a relation hold; `limit` beyond the budget. */
export class RowBudget {
  readonly #rows: number;
  #held = 0;

  constructor(rows: number) {
    this.#rows = rows;
  }

  /** What one operator of `step` holds; dispose of it when the records are let go. */
  open(step: StepOrigin): RowHolding {
    let own = 0;
    return {
      add: (count) => {
        own += count;
        this.#held += count;
        if (this.#held > this.#rows) throw this.#exceeded(step);
      },
      [Symbol.dispose]: () => {
        this.#held -= own;
        own = 0;
      },
    };
  }

  #exceeded(step: StepOrigin): MillraceError {
    return new MillraceError('limit', `${step.name} would have to hold more than ${this.#rows} records in memory.`, {
      step: step.name,
      hint: 'Filter, select or aggregate before it, or raise the memory of the run.',
    });
  }
}

/** The records that one operator holds. */
export interface RowHolding extends Disposable {
  /** Notes `count` more records. */
  add(count: number): void;
}
