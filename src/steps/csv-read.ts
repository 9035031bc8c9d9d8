import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { type Compression, compressionOf } from '../connectors/files/compression.ts';
import { type CsvFormat, readCsv } from '../connectors/files/csv-reader.ts';
import { csvScan, isCsvScannable } from '../connectors/files/csv-scan.ts';
import { sampleCsv } from '../connectors/files/sample-csv.ts';
import { isEncoding } from '../connectors/files/text-bytes.ts';
import { type CheckContext, defineStep, type StepContext } from '../engine/step-contract.ts';
import { byteSizePattern, parseByteSize } from '../model/byte-size.ts';
import { choice, flag, shape, text } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';
import {
  compressionSetting,
  filenameSetting,
  inputFile,
  inputFiles,
  namedRecords,
  recordFaults,
  withFilename,
} from './read-files.ts';
import { sampleFile } from './sample-file.ts';
import { checkText, constantText, type TextSetting } from './text-setting.ts';

const settings = z.strictObject({
  file: inputFile('data/orders.csv'),
  columns: shape(
    'The columns to read, with their types; one without a type is text. They are found by the names in the header, in any order; without a header they are the fields of a line from left to right. `millrace shape CHAIN` writes them for you.',
    { example: { id: 'text', quantity: 'integer', price: 'decimal(12,2)' } },
  ),
  header: flag('False if the first line is a record already.').default(true),
  delimiter: text(
    'What stands between fields: one character, `tab`, or `auto` to see which of , ; tab | explains the first lines.',
    {
      example: ';',
    },
  ).default('auto'),
  quote: text(
    'The character around fields that hold delimiters or line breaks; doubled, it stands for itself. Empty: quotes mean nothing.',
  ).default('"'),
  encoding: text(
    'The encoding: `utf-8`, `utf-16`, `windows-1252`, .. A byte order mark in the file says it too.',
  ).default('utf-8'),
  nulls: z
    .array(text('A text that means null.'))
    .default([''])
    .meta({ description: 'Texts that mean null.', examples: [['', 'NULL', 'n/a']] }),
  ragged: choice(
    ['fail', 'reject', 'pad'],
    'What happens to a line with more or fewer fields than the header: the run fails; the line is put aside; missing fields are null (then a longer line is treated as `onError` says).',
  ).default('fail'),
  compression: compressionSetting,
  filename: filenameSetting,
  maxRecord: z
    .string()
    .regex(byteSizePattern, 'a size such as 16mb')
    .default('16mb')
    .meta({ description: 'The longest record; a quote that is never closed ends here.', examples: ['64mb'] }),
});

interface Plan {
  readonly file: TextSetting;
  readonly encoding: string;
  readonly compression: Compression | 'auto';
  readonly format: CsvFormat;
}

/** Smaller files are read before the vector engine has looked at them. */
const leastScanned = 4 * 1024 * 1024;

async function sourcesOf({ file, encoding, compression }: Plan, context: StepContext) {
  const { signal } = context;
  const onBytes = (count: number): void => context.count('bytesIn', count);
  return (await inputFiles(file, context)).map((each) => ({
    ...each,
    encoding,
    signal,
    onBytes,
    compression: compressionOf(each.path, compression),
  }));
}

function checkColumns(context: CheckContext, columns: Readonly<Record<string, unknown>>): Shape {
  const typed = Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, type ?? 'text']));
  if (Object.keys(typed).length === 0) {
    context.problem(
      ['columns'],
      'missing_key',
      'No column is declared.',
      'Name at least one: `columns: { id: text }`.',
    );
  }
  return context.shape(['columns'], typed);
}

/** One character; undefined to find it out. */
function checkDelimiter(context: CheckContext, delimiter: string): string | undefined {
  if (delimiter === 'auto') return undefined;
  if (delimiter === 'tab') return '\t';
  if (delimiter.length !== 1 || /["\r\n]/.test(delimiter)) {
    context.problem(
      ['delimiter'],
      'invalid_value',
      `The delimiter is one character, not '${delimiter}'.`,
      "Write ',', ';', '|', tab or auto.",
    );
  }
  return delimiter;
}

function checkQuote(context: CheckContext, quote: string, delimiter: string | undefined): void {
  if (quote.length > 1 || /[\r\n]/.test(quote)) {
    context.problem(
      ['quote'],
      'invalid_value',
      `The quote is one character, not '${quote}'.`,
      "Leave it out for \", or write '' for none.",
    );
  } else if (quote !== '' && quote === delimiter) {
    context.problem(['quote'], 'invalid_value', 'Quote and delimiter are the same character.');
  }
}

/** Reads CSV files. */
export const csvRead = defineStep({
  name: 'csv.read',
  aliases: ['csv', 'tsv', 'text file', 'import', 'delimited'],
  summary: 'Reads records from CSV files.',
  docs: `The declared columns are read, others in the file are left alone. Each file is read as a stream, in little memory whatever its size.

Values are read by type, as casts read text: \`1042\`, \`12.50\`, \`2026-03-01\`, \`2026-03-01T08:30:00Z\`, \`true\` or \`yes\`; spaces around them count for nothing, a decimal is rounded to its scale. Numbers with a comma for the point are text: declare them so and convert them with \`replace(..)::decimal\`. An empty field is null, in quotes or not, unless \`nulls\` says otherwise.

A value that is not of its type is a problem that names file and line: \`data/orders.csv:1042: "twelve" in column quantity is not integer\`. With \`onError: reject\` such lines are put aside with their reason and the rest is read.

Files that end with \`.gz\` or \`.zst\` are unpacked while they are read.

A line with more or fewer fields than the header ends the run, because nobody can know which field is missing; see \`ragged\`. So do bytes that are not of the encoding, with line and offset.`,
  category: 'source',
  status: 'stable',
  shape: 'source',
  settings,
  examples: [
    {
      title: 'Types, quotes and nulls',
      with: {
        file: 'data/orders.csv',
        columns: { id: 'text', item: null, quantity: 'integer', price: 'decimal(12,2)' },
        nulls: ['', 'n/a'],
      },
      inputFiles: { 'data/orders.csv': 'id,item,quantity,price\n0042,"tea, green",2,4.50\n0043,mug,n/a,9\n' },
      records: [
        { id: '0042', item: 'tea, green', quantity: 2, price: '4.50' },
        { id: '0043', item: 'mug', quantity: null, price: '9.00' },
      ],
      ordered: true,
    },
    {
      title: 'Several files with semicolons, no header',
      with: { file: 'data/stock-*.csv', header: false, delimiter: ';', columns: { sku: 'text', level: 'integer' } },
      inputFiles: { 'data/stock-1.csv': 'tea;5\n', 'data/stock-2.csv': 'mug;7\n' },
      records: [
        { sku: 'tea', level: 5 },
        { sku: 'mug', level: 7 },
      ],
      ordered: true,
    },
    {
      title: 'Files in folders, and which one a record comes from',
      with: { file: 'data/**/stock.csv', columns: { sku: 'text' }, filename: 'from' },
      inputFiles: { 'data/ber/stock.csv': 'sku\ntea\n', 'data/sin/stock.csv': 'sku\nmug\n' },
      records: [
        { sku: 'tea', from: 'data/ber/stock.csv' },
        { sku: 'mug', from: 'data/sin/stock.csv' },
      ],
      ordered: true,
    },
  ],
  check(given, context) {
    const columns = checkColumns(context, given.columns);
    const delimiter = checkDelimiter(context, given.delimiter);
    checkQuote(context, given.quote, delimiter);
    if (!isEncoding(given.encoding)) {
      context.problem(
        ['encoding'],
        'invalid_value',
        `The encoding '${given.encoding}' is not known.`,
        'Use utf-8, utf-16, windows-1252, iso-8859-15, shift_jis or the like.',
      );
    }
    const { header, nulls, quote, ragged, encoding, compression, filename } = given;
    const output = withFilename(columns, filename, context);
    const dialect = { delimiter, quote, maxRecord: parseByteSize(given.maxRecord) ?? 0 };
    const plan: Plan = {
      file: checkText(context, ['file'], given.file),
      encoding,
      compression,
      format: { dialect, header, columns, nulls, ragged, filename },
    };
    const scannable = /^utf-?8$/i.test(encoding) && isCsvScannable(plan.format);
    return { output, ordered: true, plan, scannable };
  },
  async *run(plan, _input, context) {
    for (const file of await sourcesOf(plan, context))
      yield* namedRecords(readCsv(file, plan.format, recordFaults(context)), plan.format.filename, file);
  },
  scan: {
    async sql(plan, context, open) {
      const files = await sourcesOf(plan, context);
      const sizes = await Promise.all(files.map(async ({ path }) => (await stat(path)).size));
      const bytes = sizes.reduce((sum, size) => sum + size, 0);
      if (bytes < leastScanned) return undefined;
      // Counted when they are read, not when they are looked at.
      const looked = files.map((file) => ({ ...file, onBytes: () => undefined }));
      const sql = await csvScan(looked, plan.format, await open());
      if (sql !== undefined) context.count('bytesIn', bytes);
      return sql;
    },
    describe: ({ file }) => `${constantText(file) ?? 'files'} (CSV)`,
  },
  sample: ({ file, encoding, compression, format }, context) =>
    sampleFile(file, context, (each) =>
      sampleCsv(
        { ...each, encoding, compression: compressionOf(each.path, compression), signal: context.signal },
        format,
        context.count,
      ),
    ),
});
