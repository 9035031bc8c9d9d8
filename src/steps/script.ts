import { compileFunction } from 'node:vm';
import { z } from 'zod';
import { messageOf } from '../core/errors.ts';
import { type CheckContext, defineStep } from '../engine/step-contract.ts';
import { parseByteSize } from '../model/byte-size.ts';
import { parseDuration } from '../model/duration.ts';
import { choice, durationText, integer, shape, text } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';
import { runScript, type ScriptPlan } from './run-script.ts';

const mebibyte = 1024 * 1024;

/** What `memory` may be, in bytes. */
const memoryRange = { least: 16 * mebibyte, most: 1024 * mebibyte } as const;

/** The most milliseconds of `timeout`, and the most characters of `code`. */
const longestTimeout = 600_000;
const longestCode = 100_000;

const settings = z.strictObject({
  code: text('The body of a JavaScript function of `record` and `params`, with its `return`.', {
    example: 'return { ...record, total: record.qty * record.price };',
  }),
  mode: choice(
    ['map', 'flat', 'filter'],
    '`map`: gives a record for each; `flat`: gives a list of records for each; `filter`: gives true to keep the record.',
  ).default('map'),
  output: shape('The fields of the records that it gives, each with its type; default: those that come in.', {
    example: { sku: 'text', total: 'decimal(12,2)' },
  }).optional(),
  params: z
    .record(z.string(), z.unknown())
    .meta({
      description: 'Values that the function gets as `params`, worked out once.',
      role: 'value',
      examples: [{ rate: '=$rate' }],
    })
    .optional(),
  batch: integer(
    'With `flat`: give the function lists of so many records, as `records`; the last one may be shorter.',
    {
      min: 1,
      max: 10_000,
      example: 100,
    },
  ).optional(),
  timeout: durationText('How long the function may take for one call, at most 10m.').default('5s'),
  memory: text('How much memory the script may use, from 16mb to 1gb.', { example: '128mb' }).default('64mb'),
});

type Settings = z.output<typeof settings>;

/** Runs JavaScript of the user for each record. */
export const script = defineStep<typeof settings, ScriptPlan>({
  name: 'script',
  aliases: ['javascript', 'js', 'code', 'function', 'custom', 'map'],
  summary: 'Runs JavaScript on records, walled off from everything else.',
  docs: [
    'For what expressions cannot say. `code` is the body of a function in strict mode; it gets `record` (or `records`, with `batch`) and `params`, and gives its result by `return`. It cannot wait for anything: there are no promises to await, no timers, no modules, no network, no files, no environment.',
    'Values come and go as their JSON: decimals, dates, times, timestamps and intervals are text (`"12.50"`, `"2026-03-01"`), binary is base64, an integer beyond 2^53 is text, a missing value is `null`. Calculate with `Number(record.price)` or, exactly, with `BigInt` on cents. What the function gives is checked against `output`, record by record: a field that is missing is null, one that is not declared is a fault, and so is a value that does not fit its type. `undefined`, `NaN` and infinite numbers are null.',
    'Doing it again gives the same: `new Date()` and `Date.now()` are the time of the run, `Math.random()` starts from the run and the step. What the function leaves in globals stays for the next record of the same step, and for nobody else.',
    '`console.log` and its like write to the log of the run, 1,000 lines of 1,000 characters at most. An error belongs to its record, with line and column of the script, and `onError` says what becomes of it; a call that takes longer than `timeout` or more than `memory` ends the run.',
  ].join('\n\n'),
  category: 'transform',
  status: 'preview',
  shape: 'expand',
  holds: true,
  settings,
  examples: [
    {
      title: 'A checksum that no function has',
      with: {
        code: 'let sum = 0;\nfor (const digit of record.card.replace(/\\D/g, ""))\n  sum = (sum * 10 + Number(digit)) % 97;\nreturn { card: record.card, check: sum };',
        output: { card: 'text', check: 'integer' },
      },
      input: { shape: { card: 'text' }, records: [{ card: '4711-0815' }, { card: '12' }] },
      records: [
        { card: '4711-0815', check: 49 },
        { card: '12', check: 12 },
      ],
      ordered: true,
    },
    {
      title: 'A record for each day of a stay',
      with: {
        mode: 'flat',
        code: 'const days = [];\nfor (let day = new Date(record.from); day < new Date(record.until); day.setUTCDate(day.getUTCDate() + 1))\n  days.push({ room: record.room, day: day.toISOString().slice(0, 10), price: params.price });\nreturn days;',
        output: { room: 'integer', day: 'date', price: 'decimal(8,2)' },
        params: { price: '89.50' },
      },
      input: {
        shape: { room: 'integer', from: 'date', until: 'date' },
        records: [{ room: 7, from: '2026-02-28', until: '2026-03-02' }],
      },
      records: [
        { room: 7, day: '2026-02-28', price: '89.50' },
        { room: 7, day: '2026-03-01', price: '89.50' },
      ],
      ordered: true,
    },
    {
      title: 'Only what reads the same backwards',
      with: { mode: 'filter', code: 'return record.word === [...record.word].reverse().join("");' },
      input: { shape: { word: 'text' }, records: [{ word: 'level' }, { word: 'mill' }] },
      records: [{ word: 'level' }],
    },
    {
      title: 'Neighbours in lists of records',
      with: {
        mode: 'flat',
        batch: 1000,
        code: 'return records.map((record, at) => ({ ...record, change: at === 0 ? null : record.level - records[at - 1].level }));',
        output: { level: 'number', change: 'number' },
      },
      input: { shape: { level: 'number' }, records: [{ level: 3 }, { level: 4.5 }] },
      records: [
        { level: 3, change: null },
        { level: 4.5, change: 1.5 },
      ],
      ordered: true,
    },
  ],
  check(given, context) {
    checkCode(given, context);
    const params = Object.entries(given.params ?? {}).map(([name, source]) => ({
      name,
      value: context.value(['params', name], source, { scope: 'none' }),
    }));
    const output = checkOutput(given, context);
    const { code, mode, batch } = given;
    const plan = { code, mode, batch, params, input: context.input, output, ...checkLimits(given, context) };
    return { output, ordered: context.inputOrdered, plan };
  },
  run: (plan, input, context) => runScript(plan, input, context),
});

/** Reads the code without running any of it: the compiler takes it apart and throws away what it made. */
function checkCode({ code, mode, batch }: Settings, context: CheckContext): void {
  if (batch !== undefined && mode !== 'flat')
    context.problem(
      ['batch'],
      'no_effect',
      'Lists of records need `mode: flat`.',
      'Add `mode: flat`, or leave `batch` out.',
    );
  if (code.length > longestCode) {
    context.problem(['code'], 'too_complex', `The script has more than ${longestCode} characters.`, 'Split it up.');
    return;
  }
  try {
    compileFunction(`"use strict";${code}`, [batch === undefined ? 'record' : 'records', 'params'], {
      filename: 'script',
    });
  } catch (error) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const line = /^script:(\d+)\n/.exec(stack)?.[1];
    const where = line === undefined ? '' : `Line ${line} of the script: `;
    const hint = /await/.test(messageOf(error)) ? 'A script cannot wait for anything.' : undefined;
    context.problem(['code'], 'syntax', `${where}${messageOf(error)}.`, hint);
  }
}

function checkOutput({ mode, output }: Settings, context: CheckContext): Shape {
  if (output === undefined) return context.input;
  if (mode !== 'filter') return context.shape(['output'], output);
  context.problem(['output'], 'no_effect', 'A filter gives the records that came in.', 'Leave `output` out.');
  return context.input;
}

function checkLimits({ timeout, memory }: Settings, context: CheckContext): { timeout: number; memory: number } {
  const milliseconds = parseDuration(timeout) ?? 0;
  if (milliseconds < 1 || milliseconds > longestTimeout)
    context.problem(['timeout'], 'invalid_value', `'${timeout}' is not between 1ms and 10m.`);
  const bytes = parseByteSize(memory) ?? 0;
  if (bytes < memoryRange.least || bytes > memoryRange.most)
    context.problem(
      ['memory'],
      'invalid_value',
      `'${memory}' is not a size between 16mb and 1gb.`,
      'Write 128mb, say.',
    );
  return { timeout: milliseconds, memory: bytes };
}
