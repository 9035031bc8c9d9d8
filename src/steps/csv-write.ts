import { z } from 'zod';
import { type Compression, compressionOf, packedType } from '../connectors/files/compression.ts';
import { createCsv, type CsvWriteFormat } from '../connectors/files/csv-writer.ts';
import { defineStep } from '../engine/step-contract.ts';
import { choice, flag, text } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';
import { compressionSetting } from './read-files.ts';
import { checkFileName, textOf, type TextSetting } from './text-setting.ts';
import { fileEffects, outputFile, writeFile } from './write-file.ts';

const settings = z.strictObject({
  file: outputFile('orders-${$day}.csv'),
  delimiter: text('What stands between fields: one character, or `tab`.', { example: ';' }).default(','),
  header: flag('False leaves out the line with the names of the fields.').default(true),
  quotes: choice(['needed', 'always'], 'Which values stand in quotes; nulls never do.').default('needed'),
  null: text('What stands for null.', { example: 'NULL' }).default(''),
  defuse: flag(
    'Puts an apostrophe before text that begins with = + - @, so that spreadsheets do not run it as a formula. False writes text as it is, for programs that read it.',
  ).default(true),
  newline: choice(['lf', 'crlf'], 'How lines end.').default('lf'),
  compression: compressionSetting,
  bom: flag('True begins the file with a byte order mark: Excel then knows that it is UTF-8.').default(false),
});

interface Plan {
  readonly file: TextSetting;
  readonly format: CsvWriteFormat;
  readonly compression: Compression | 'auto';
  readonly shape: Shape;
}

/** Writes the records as CSV and passes them on. */
export const csvWrite = defineStep({
  name: 'csv.write',
  aliases: ['csv', 'tsv', 'export', 'delimited'],
  summary: 'Writes the records as CSV and passes them on.',
  docs: `One line per record, in UTF-8. Values are written as casts to text write them: decimals with all their places, dates as \`2026-03-01\`, instants as \`2026-03-01T08:30:00Z\`, lists and records as JSON. Null is an empty field, empty text is \`""\`.

Spreadsheets run a cell that begins with \`=\`, \`+\`, \`-\` or \`@\` as a formula, whoever wrote it. Such text therefore gets an apostrophe in front, unless \`defuse\` is false; numbers and dates are never changed.

A name that ends with \`.gz\` or \`.zst\`, such as \`orders.csv.gz\`, gives a compressed file.

The file is written while records pass and gets its name when it is complete: a run that fails leaves no half of it.`,
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  failsByRecord: false,
  settings,
  examples: [
    {
      title: 'What is quoted, and what is defused',
      with: { file: 'data/orders.csv' },
      input: {
        shape: { id: 'text', note: 'text', price: 'decimal(12,2)' },
        records: [
          { id: '0042', note: 'tea, "green"', price: '-4.50' },
          { id: '0043', note: '=1+1', price: null },
        ],
      },
      files: { 'data/orders.csv': 'id,note,price\n0042,"tea, ""green""",-4.50\n0043,\'=1+1,\n' },
      effects: [{ file: 'data/orders.csv', records: 2 }],
    },
    {
      title: 'For Excel in a country where the comma is the point',
      with: { file: 'data/stock.csv', delimiter: ';', newline: 'crlf', bom: true, defuse: false },
      input: { shape: { sku: 'text', level: 'integer' }, records: [{ sku: '-', level: 3 }] },
      files: { 'data/stock.csv': '\ufeffsku;level\r\n-;3\r\n' },
    },
  ],
  check(given, context) {
    const delimiter = given.delimiter === 'tab' ? '\t' : given.delimiter;
    if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) {
      context.problem(
        ['delimiter'],
        'invalid_value',
        `The delimiter is one character, not '${delimiter}'.`,
        "Write ',', ';', '|' or tab.",
      );
    }
    if (given.null.includes(delimiter) || /["\r\n]/.test(given.null)) {
      context.problem(['null'], 'invalid_value', 'What stands for null may hold no delimiter, quote or line break.');
    }
    const { header, quotes, defuse, bom: mark } = given;
    const newline = given.newline === 'lf' ? '\n' : '\r\n';
    const format: CsvWriteFormat = { delimiter, header, quotes, null: given.null, defuse, newline, mark };
    const plan: Plan = {
      file: checkFileName(context, given.file, ['.csv', '.tsv', '.txt']),
      format,
      compression: given.compression,
      shape: context.input,
    };
    return { output: context.input, effects: fileEffects(given.file), plan };
  },
  run({ file, format, compression: said, shape }, input, context) {
    const name = textOf(file, context);
    const compression = compressionOf(name, said);
    const open = (path: string) => createCsv(path, shape, { ...format, compression });
    return writeFile({ name, mediaType: packedType(compression) ?? 'text/csv', open }, input, context);
  },
});
