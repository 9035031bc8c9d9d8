/** A test as an action and as a guard of a workflow: the event that starts an instance carries what the test gives. */
import type { Outcome } from '../../core/outcome.ts';
import { isSuccess, outcomeTable } from '../../model/outcome-table.ts';
import type { EventAnswer } from '../../model/workflow-event.ts';
import { compareEffects } from './compare-effects.ts';
import { compareRows, encodedRows } from './compare-rows.ts';
import type { OpenAdapters } from './open-adapters.ts';
import { inputField, parameterField, resultField, writesResult } from './trial-definitions.ts';
import type { Trial } from './trial-file.ts';
import { compareOutcome, wantedRows } from './wanted.ts';
import { type Difference, differ, type Tried } from './ways.ts';
import { sentValues } from './written-values.ts';

/** Passes the test on stage through the action of its workflow. */
export async function passAction(trial: Trial, open: OpenAdapters): Promise<readonly Difference[]> {
  const { tried } = trial;
  const { outcome } = tried.run.end;
  const answer = await startInstance(trial, open);
  if (outcomeTable[outcome].action !== 'applied')
    return compareOutcome(isSuccess(outcome) ? 'failed' : outcome, answer);
  const ended = compareOutcome('ok', answer);
  if (ended.length > 0 || answer.instance === undefined) return ended;
  const state = differ('state', 'done', answer.instance.state);
  const rows = compareRows(wantedRows(tried), await rowsOf(trial, open, answer.instance.id));
  return [...state, ...rows, ...compareEffects(tried.effects, open.stage.results.at(-1)?.effects ?? [])];
}

/** The record that was written; more than one cannot be, and then it is what the action got. */
async function rowsOf({ tried }: Trial, { workflows, stage }: OpenAdapters, instance: string): Promise<unknown> {
  if (!writesResult(tried)) {
    return encodedRows(stage.results.at(-1)?.records ?? [], tried.chain.pipeline.output);
  }
  const { public: data } = await workflows.instance(instance, stage.caller);
  return [data[resultField]];
}

/** Passes the test on stage through the guard of its workflow. */
export async function passGuard(trial: Trial, open: OpenAdapters): Promise<readonly Difference[]> {
  const { outcome, code, reason } = verdictOf(trial.tried);
  const answer = await startInstance(trial, open);
  const { problem } = answer;
  const ended = compareOutcome(outcome, answer);
  if (ended.length > 0) return ended;
  const why = reason === undefined || problem?.message.includes(reason) === true;
  return [
    ...(code === undefined ? [] : differ('problem', code, problem?.code ?? 'none')),
    ...(why ? [] : [{ at: 'reason', expected: reason, got: problem?.message ?? 'none' }]),
  ];
}

/** What becomes of an event by the verdict of a test: nothing passes without one. */
function verdictOf({ run }: Tried): { readonly outcome: Outcome; readonly code?: string; readonly reason?: string } {
  const { outcome, problem } = run.end;
  if (!isSuccess(outcome)) return { outcome, ...(problem === undefined ? {} : { code: problem.code }) };
  const { allow, reason } = run.records[0] ?? {};
  const speaks = outcomeTable[outcome].guard === 'reads allow' && typeof allow === 'boolean';
  if (!speaks) return { outcome: 'failed', code: 'no_verdict' };
  if (allow) return { outcome: 'ok' };
  const said = typeof reason === 'string' && reason !== '' ? { reason } : {};
  return { outcome: 'conflict', code: 'guard_refused', ...said };
}

function startInstance({ tried, name }: Trial, { workflows, stage }: OpenAdapters): Promise<EventAnswer> {
  const { chain, request } = tried;
  const parameters = chain.parameters.map(({ field }) => field);
  const [record = {}] = request.input ?? [];
  const input = {
    ...renamed(sentValues(request.parameters, parameters), parameterField),
    ...renamed(sentValues(record as Readonly<Record<string, unknown>>, chain.input ?? []), inputField),
  };
  return workflows.start({ workflow: name, input, principal: stage.caller });
}

function renamed(values: Readonly<Record<string, unknown>>, nameOf: (name: string) => string) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [nameOf(name), value]));
}
