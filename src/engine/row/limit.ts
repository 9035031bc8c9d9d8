import { MillraceError } from '../../core/errors.ts';
import { compileClosure, type Env } from '../../expression/closure.ts';
import type { Typed } from '../../expression/typed.ts';
import type { LimitRelation } from '../algebra.ts';
import { type Flow, openFlow, type RowOperator } from './flow.ts';
import { emptyRecord } from './record-builder.ts';

/** How many records to skip, and the number of the first that is too many. */
export interface LimitBounds {
  readonly offset: number;
  readonly end: number;
}

/** Works out the bounds of a limit, which are constant over a run; null means none, as in SQL. */
export function limitBounds(relation: LimitRelation, env: Env): LimitBounds {
  const offset = wholeNumber(relation, relation.offset, env) ?? 0;
  const count = wholeNumber(relation, relation.count, env) ?? Number.POSITIVE_INFINITY;
  return { offset, end: offset + count };
}

function wholeNumber(relation: LimitRelation, expression: Typed | undefined, env: Env): number | undefined {
  const value = expression === undefined ? null : compileClosure(expression)(emptyRecord, env);
  if (value === null) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new MillraceError('invalid_input', `${relation.step.name} cannot take ${String(value)} records.`, {
    step: relation.step.name,
    hint: 'Give a whole number from 0 up.',
  });
}

/** Skips and cuts; it stops pulling, and so closes its sources, as soon as it has enough. */
export function limit(relation: LimitRelation, input: Flow): RowOperator {
  return async function* (run) {
    const { offset, end } = limitBounds(relation, run.context.env);
    let position = 0;
    if (end <= offset) return;
    for await (const batch of openFlow(input, run)) {
      const start = position;
      position += batch.length;
      if (position > offset) yield batch.slice(Math.max(0, offset - start), end - start);
      if (position >= end) return;
    }
  };
}
