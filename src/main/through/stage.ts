/** The test that is on: its time, its user and its records are in force in every context, one test at a time. */
import type { Clock } from '../../core/clock.ts';
import { MillraceError } from '../../core/errors.ts';
import type { DirectResult, DirectRuns } from '../../engine/direct-run.ts';
import type { GivenRecords } from '../../engine/run/run-scope.ts';
import type { Principal, PrincipalDirectory } from '../../model/principal.ts';
import type { Batch, DataRecord } from '../../model/value.ts';
import { callerRole } from './trial-definitions.ts';
import type { Tried } from './ways.ts';

/** The stage that tests play on. */
export class Stage {
  /** Stands at the time of the test; timers and durations are real. */
  readonly clock: Clock;
  /** Whoever is looked up is the one whom the test names. */
  readonly directory: PrincipalDirectory;
  #on: Tried | undefined;
  #played = 0;
  #results: DirectResult[] = [];
  #records: DataRecord[] = [];

  constructor(real: Clock) {
    this.clock = {
      now: () => this.#on?.request.now ?? real.now(),
      // Between tests an hour passes, so that what is known of one's user is not believed of the next one's.
      monotonic: () => real.monotonic() + this.#played * 3_600_000,
      after: (milliseconds, action) => real.after(milliseconds, action),
    };
    this.directory = {
      current: async (principal) => principal,
      service: () => this.#test().request.principal,
      user: async () => this.#test().request.principal,
    };
  }

  /** What sources read instead. */
  readonly given: GivenRecords = (step) => this.#test().given(step);

  /** The one whom the test names, who may use what stands around its chain. */
  get caller(): Principal {
    const { principal } = this.#test().request;
    return { ...principal, roles: [...principal.roles, callerRole] };
  }

  /** What direct runs came to since the test is on. */
  get results(): readonly DirectResult[] {
    return this.#results;
  }

  /** What the run of a job gave since the test is on. */
  get records(): Batch {
    return this.#records;
  }

  /** Takes records of the run of a job. */
  readonly take = (batch: Batch): void => void this.#records.push(...batch);

  /** Does something while a test is on. */
  async play<T>(tried: Tried, work: () => Promise<T>): Promise<T> {
    this.#on = tried;
    this.#played += 1;
    this.#results = [];
    this.#records = [];
    try {
      return await work();
    } finally {
      this.#on = undefined;
    }
  }

  /** Direct runs that are watched. A chain sees its user as the test names it: without the role that led there. */
  watched(direct: DirectRuns): DirectRuns {
    return {
      run: async ({ principal, ...order }) => {
        const roles = principal.roles.filter((role) => role !== callerRole);
        const result = await direct.run({ ...order, principal: { ...principal, roles } });
        this.#results.push(result);
        return result;
      },
    };
  }

  #test(): Tried {
    if (this.#on !== undefined) return this.#on;
    throw new MillraceError('internal', 'Something runs while no test is on.');
  }
}
