import { z } from 'zod';
import { defineStep } from '../engine/step-contract.ts';
import type { CheckedValue } from '../expression/template.ts';
import { choice, integer, value } from '../model/setting.ts';
import type { BatchStream } from '../model/value.ts';
import { toJson } from '../model/value-codec.ts';
import { recordOf, type Shape, types } from '../model/value-type.ts';

const settings = z.strictObject({
  message: value('What to write; default: the record.', { example: '${sku} has ${qty} left' }).optional(),
  level: choice(['debug', 'info', 'warn', 'error'], 'How important it is.').default('info'),
  first: integer('For how many records at most.', { min: 1, max: 1000 }).default(10),
});

interface Plan {
  readonly message: CheckedValue | undefined;
  readonly level: z.output<typeof settings>['level'];
  readonly first: number;
  readonly shape: Shape;
}

/** Writes into the log of the run. */
export const log = defineStep<typeof settings, Plan>({
  name: 'log',
  aliases: ['print', 'debug', 'console', 'trace'],
  summary: 'Writes the first records into the log of the run, and passes all on.',
  docs: 'For looking into a chain while it is made. What is secret stays out of logs, but values of records do not: log no more than may be read.',
  category: 'transform',
  status: 'stable',
  shape: 'one-to-one',
  failsByRecord: false,
  settings,
  examples: [
    {
      title: 'What is running out',
      with: { message: '${sku} has ${qty} left', level: 'warn' },
      input: { shape: { sku: 'text', qty: 'integer' }, records: [{ sku: 'tea', qty: 1 }] },
      records: [{ sku: 'tea', qty: 1 }],
    },
  ],
  check(given, context) {
    const message =
      given.message === undefined ? undefined : context.value(['message'], given.message, { expects: types.text });
    return { output: context.input, plan: { message, level: given.level, first: given.first, shape: context.input } };
  },
  async *run({ message, level, first, shape }, input, context): BatchStream {
    let written = 0;
    let seen = 0;
    for await (const batch of input) {
      seen += batch.length;
      for (const record of batch.slice(0, first - written)) {
        const text =
          message === undefined
            ? JSON.stringify(toJson(record, recordOf(shape)))
            : String(message.evaluate(record, context.env) ?? '');
        context.log(level, text);
        written += 1;
      }
      yield batch;
    }
    if (seen > written) context.log(level, `.. and ${seen - written} more records`);
  },
});
