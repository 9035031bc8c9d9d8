import { z } from 'zod';
import { escapeHtml, markdownToHtml } from '../connectors/mail/markdown.ts';
import { withField } from '../engine/shape-change.ts';
import { defineStep } from '../engine/step-contract.ts';
import type { CheckedValue } from '../expression/template.ts';
import { choice, text, value } from '../model/setting.ts';
import type { BatchStream, DataRecord } from '../model/value.ts';
import { types } from '../model/value-type.ts';

const settings = z.strictObject({
  field: text('The field that gets the text.', { example: 'greeting' }),
  text: value('The text, with values in `${..}`.', { example: 'Dear ${name},' }),
  format: choice(
    ['text', 'html', 'markdown'],
    '`text`: as it is; `html`: what is special to HTML is escaped; `markdown`: becomes HTML.',
  ).default('text'),
});

interface Plan {
  readonly field: string;
  readonly text: CheckedValue;
  readonly format: z.output<typeof settings>['format'];
}

const formats: Readonly<Record<Plan['format'], (text: string) => string>> = {
  text: (written) => written,
  html: escapeHtml,
  markdown: markdownToHtml,
};

/** Writes a text for each record. */
export const template = defineStep<typeof settings, Plan>({
  name: 'template',
  aliases: ['text', 'render', 'format', 'message', 'html'],
  summary: 'Writes a text for each record, with its values in it.',
  docs: 'For messages, labels and bodies of requests that are longer than an expression should be. A null gives nothing; dates are ISO.',
  category: 'transform',
  status: 'stable',
  shape: 'one-to-one',
  settings,
  examples: [
    {
      title: 'A greeting',
      with: { field: 'greeting', text: 'Dear ${name}, you ordered ${qty}.' },
      input: {
        shape: { name: 'text', qty: 'integer' },
        records: [
          { name: 'Ada', qty: 2 },
          { name: null, qty: 1 },
        ],
      },
      records: [
        { name: 'Ada', qty: 2, greeting: 'Dear Ada, you ordered 2.' },
        { name: null, qty: 1, greeting: 'Dear , you ordered 1.' },
      ],
      ordered: true,
    },
  ],
  check(given, context) {
    const checked = context.value(['text'], given.text, { expects: types.text });
    return {
      output: withField(context.input, given.field, types.text),
      plan: { field: given.field, text: checked, format: given.format },
    };
  },
  async *run({ field, text: checked, format }, input, context): BatchStream {
    for await (const batch of input) {
      const done: DataRecord[] = [];
      for (const record of batch) {
        try {
          const written = checked.evaluate(record, context.env);
          done.push({ ...record, [field]: typeof written === 'string' ? formats[format](written) : null });
        } catch (error) {
          context.failRecord(record, error);
        }
      }
      yield done;
    }
  },
});
