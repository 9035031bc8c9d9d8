import { MillraceError, type ErrorCode } from '../../core/errors.ts';
import type { RunReject } from '../../model/run.ts';

/** How many rejects are kept with a run; further ones are counted. */
const keptRejects = 1000;

/** The records that were put aside: counted all, kept some, and too many of them end the run. */
export class RejectLane {
  readonly #maximum: number;
  readonly #keep: (reject: RunReject) => void;
  #excess: MillraceError | undefined;
  count = 0;

  constructor(maximum: number, keep: (reject: RunReject) => void) {
    this.#maximum = maximum;
    this.#keep = keep;
  }

  /** Takes a reject; throws `too_many_rejects` past the maximum. */
  add(reject: { step: string; code: ErrorCode; reason: string; record: () => unknown }): void {
    this.count += 1;
    if (this.count <= keptRejects) this.#keep({ ...reject, record: reject.record() });
    if (this.count <= this.#maximum) return;
    this.#excess ??= new MillraceError(
      'too_many_rejects',
      `More than ${this.#maximum} records were rejected; the last reason: ${reject.reason}`,
      {
        step: reject.step,
        hint: 'See the rejects of the run; correct the records or raise `rejects: { max }`.',
      },
    );
    throw this.#excess;
  }

  /** Throws `too_many_rejects` if there were, also where a step caught that. */
  throwIfTooMany(): void {
    if (this.#excess !== undefined) throw this.#excess;
  }
}
