/**
 * What happens in a run, in words, for its log: whoever reads it later should not have to put it together. The level is
 * `debug`, because the same is told elsewhere: a terminal that shows the report of the run need not show it twice.
 */
import type { Clock } from '../../core/clock.ts';
import {
  causeOf,
  type RunEffect,
  type RunEnd,
  type RunEvent,
  type RunLogLine,
  type RunRequest,
} from '../../model/run.ts';
import type { CheckedChain } from '../check/check-chain.ts';

type Emit = (event: RunEvent) => void;

type Words = Omit<RunLogLine, 'at'>;

/** An `emit` that also writes a line into the log for what deserves one. */
export function narrated(clock: Clock, emit: Emit): Emit {
  return (event) => {
    emit(event);
    const words = wordsFor(event);
    if (words !== undefined) emit({ kind: 'log', line: { at: clock.now(), ...words } });
  };
}

/** The first line of a run: whose it is, and with what. */
export function beginning({ parameters, principal, dryRun, trigger }: RunRequest, chain: CheckedChain): Words {
  const masked = new Set(
    chain.parameters.filter(({ field }) => field.sensitive === true).map(({ field }) => field.name),
  );
  const shown = ([name, value]: [string, unknown]): string =>
    `${name} = ${masked.has(name) ? '***' : JSON.stringify(value)}`;
  const given = Object.entries(parameters).map(shown);
  const how = given.length === 0 ? '' : `, with ${given.join(', ')}`;
  const cause = causeOf(trigger);
  return {
    level: 'debug',
    message: `${chain.name} begins as ${principal.name}${cause === undefined ? '' : ` for ${cause}`}${how}${dryRun ? ', as a dry run: no effect happens' : ''}`,
  };
}

/** The last line of a run. */
export function ending({ outcome, problem, records, rejected, duration }: RunEnd): Words {
  const seconds = `${(duration / 1000).toFixed(duration < 10_000 ? 2 : 0)} s`;
  const put = rejected === 0 ? '' : `, ${rejected} rejected`;
  if (problem === undefined)
    return {
      level: 'debug',
      message: `ended ${outcome} after ${seconds}: ${records} ${records === 1 ? 'record' : 'records'}${put}`,
    };
  const step = problem.step === undefined ? {} : { step: problem.step };
  return { level: 'debug', ...step, message: `ended ${outcome} after ${seconds}${put}: ${problem.message}` };
}

function wordsFor(event: RunEvent): Words | undefined {
  if (event.kind === 'file')
    return { level: 'debug', message: `left the file ${event.file.name} (${event.file.size} bytes)` };
  if (event.kind === 'effect') return effectWords(event.effect);
  return undefined;
}

function effectWords({ step, summary, performed }: RunEffect): Words {
  const facts = Object.entries(summary).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return { level: 'debug', step, message: `${performed ? 'done' : 'would be done'}: ${facts.join(', ')}` };
}
