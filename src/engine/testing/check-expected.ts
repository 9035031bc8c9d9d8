/** What a test expects, checked against the chain that is to give it. */
import { didYouMean } from '../../core/did-you-mean.ts';
import type { Expected } from '../../model/definitions/expect-schema.ts';
import type { Path } from '../../model/problem.ts';
import type { DataRecord } from '../../model/value.ts';
import { type Comparator, comparatorFor } from '../../model/value-compare.ts';
import { stepsOf } from '../planned.ts';
import type { TestCheck } from './test-check.ts';
import { readWritten } from './written-values.ts';

/** An expected record: the fields that it names, and no others. */
export type ExpectedRecord = DataRecord;

/** One part of an order. */
export interface OrderKey {
  readonly field: string;
  readonly falls: boolean;
  readonly compare: Comparator;
}

/** Expectations as they can be compared. */
export interface PreparedExpected {
  readonly written: Expected;
  readonly records: readonly ExpectedRecord[] | undefined;
  readonly order: readonly OrderKey[];
}

/** Checks what is expected. */
export function checkExpected(check: TestCheck, written: Expected): PreparedExpected {
  const shape = check.chain.pipeline.output;
  const as = { shape, strange: 'the chain gives no such field', complete: false };
  const records = written.records?.map((record, at) => readWritten(check, ['expect', 'records', at], { record, as }));
  checkSteps(check, written);
  return { written, records, order: (written.order ?? []).flatMap((text, at) => orderKey(check, text, at)) };
}

function orderKey(check: TestCheck, text: string, at: number): readonly OrderKey[] {
  const [, field = '', direction = 'asc'] = /^\s*(\S+)(?:\s+(asc|desc))?\s*$/.exec(text) ?? [];
  const names = check.chain.pipeline.output.map(({ name }) => name);
  const found = check.chain.pipeline.output.find(({ name }) => name === field);
  if (found !== undefined) return [{ field, falls: direction === 'desc', compare: comparatorFor(found.type) }];
  const path = ['expect', 'order', at];
  if (field === '') {
    check.fault(path, `'${text}' is no field with asc or desc behind it.`);
  } else {
    const hint = didYouMean(field, names) ?? `It gives: ${names.join(', ')}.`;
    check.fault(path, `the chain gives no field '${field}'.`, { code: 'unknown_field', hint });
  }
  return [];
}

/** An effect or reject of a step that is not there would be waited for in vain, or its absence be no news. */
function checkSteps(check: TestCheck, { effects = {}, rejects = [], problem }: Expected): void {
  const origins = stepsOf(check.chain.pipeline).map(({ origin }) => origin);
  const names = new Set(origins.map(({ name }) => name));
  const uses = new Set(origins.map((origin) => origin.uses));
  const demand = (path: Path, step: string, known: ReadonlySet<string>): void => {
    if (known.has(step)) return;
    const hint = didYouMean(step, known) ?? `There are: ${[...known].join(', ')}.`;
    const atKey = path.at(-1) === step;
    check.fault(path, `there is no step '${step}'.`, { code: 'unknown_reference', hint, atKey });
  };
  const known = new Set([...names, ...uses, '*']);
  if (effects !== 'none') for (const step of Object.keys(effects)) demand(['expect', 'effects', step], step, known);
  for (const [at, { step }] of rejects === 'none' ? [] : rejects.entries())
    if (step !== undefined) demand(['expect', 'rejects', at, 'step'], step, names);
  if (typeof problem === 'object' && problem.step !== undefined)
    demand(['expect', 'problem', 'step'], problem.step, new Set([...names, check.chain.name]));
}
