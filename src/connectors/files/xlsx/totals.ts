/** Sums of columns, kept while records pass, for the last row of a sheet. */
import { ExactDecimal, isDecimal, type Value } from '../../../model/value.ts';

/** The sum of a column: exact for integers and decimals. */
export class ColumnTotal {
  #number = 0;
  #exact = new ExactDecimal(0);
  /** True if a value stands in the sheet as text, which a formula would not add up. */
  hasText = false;

  /** Adds a value; null counts nothing. */
  add(value: Value | undefined): void {
    if (typeof value === 'number') {
      const sum = this.#number + value;
      if (Number.isInteger(value) && !Number.isSafeInteger(sum)) this.#exact = this.#exact.plus(value);
      else this.#number = sum;
    } else if (typeof value === 'bigint') this.#exact = this.#exact.plus(value.toString());
    else if (isDecimal(value)) this.#exact = this.#exact.plus(value);
  }

  /** The sum so far. */
  get value(): InstanceType<typeof ExactDecimal> | number {
    return this.#exact.isZero() ? this.#number : this.#exact.plus(this.#number);
  }
}
