/** What stands in for the outside world of a step, in a test: the step is run as far as it can be without it. */
import { type ErrorCode, MillraceError } from '../../core/errors.ts';
import type { BatchStream, DataRecord } from '../../model/value.ts';
import type { PlannedStep } from '../planned.ts';
import type { GivenAnswer, StepContext } from '../step-contract.ts';

/** What is given in a step's place. */
export interface StandIn {
  /** What it gives. */
  readonly records?: () => BatchStream;
  readonly failure?: StandInFailure;
  /** What its requests are answered with; the last again and again. */
  readonly answers?: readonly GivenAnswer[];
}

/** How a step fails. */
export interface StandInFailure {
  readonly code: ErrorCode;
  readonly message: string;
  /** How many times it fails before it works. */
  readonly times: number;
  /** Which of the records that come in it fails for; undefined for the step as a whole. */
  readonly where: ((record: DataRecord) => boolean) | undefined;
}

/** How often what stands in was asked in a run, by step. */
export class StandInUses {
  readonly #uses = new Map<string, number>();

  /** Counts one more; gives how many there were before. */
  next(step: string): number {
    const before = this.#uses.get(step) ?? 0;
    this.#uses.set(step, before + 1);
    return before;
  }
}

/** A step that is run with a stand-in. */
export interface StandInRun {
  readonly step: PlannedStep;
  readonly context: StepContext;
  readonly input: BatchStream;
  readonly uses: StandInUses;
  /** The step itself. */
  run(input: BatchStream): BatchStream;
}

/** What a step gives with what stands in for it. */
export async function* runStandIn({ failure, records }: StandIn, how: StandInRun): BatchStream {
  const { step, uses, context } = how;
  const isWhole = failure?.where === undefined && (step.onError === 'fail' || step.input.length === 0);
  if (failure !== undefined && isWhole && uses.next(step.origin.name) < failure.times) throw errorOf(failure);
  const input = failure === undefined || isWhole ? how.input : withoutFailing(failure, how);
  if (records === undefined) {
    yield* how.run(input);
    return;
  }
  for await (const _ of input) context.signal.throwIfAborted();
  yield* records();
}

/** The records for which the step does not fail; those for which it does go the way of `onError`. */
async function* withoutFailing(failure: StandInFailure, { step, context, input, uses }: StandInRun): BatchStream {
  for await (const batch of input) {
    yield batch.filter((record) => {
      if (failure.where?.(record) === false || uses.next(step.origin.name) >= failure.times) return true;
      context.failRecord(record, errorOf(failure));
      return false;
    });
  }
}

function errorOf({ code, message }: StandInFailure): MillraceError {
  return new MillraceError(code, message);
}
