import type { StepContext } from '../engine/step-contract.ts';
import type { RunLogLine } from '../model/run.ts';

const mostLines = 1000;
const longestLine = 1000;
const levels: readonly string[] = ['debug', 'info', 'warn', 'error'] satisfies RunLogLine['level'][];

/** What a script writes by `console`, into the log of the run; bounded here too, since a script's process is not trusted. */
export class ScriptLog {
  readonly #context: StepContext;
  #lines = 0;

  constructor(context: StepContext) {
    this.#context = context;
  }

  line(level: unknown, message: unknown): void {
    this.#lines += 1;
    if (this.#lines > mostLines) return;
    const known = levels.includes(String(level)) ? (level as RunLogLine['level']) : 'info';
    this.#context.log(known, String(message).slice(0, longestLine));
    if (this.#lines === mostLines)
      this.#context.log('warn', `The script may write ${mostLines} lines; what else it writes is left out.`);
  }
}
