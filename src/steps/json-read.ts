import { z } from 'zod';
import { type Compression, compressionOf } from '../connectors/files/compression.ts';
import { type JsonFormat, readJson } from '../connectors/files/json-reader.ts';
import { sampleJson } from '../connectors/files/sample-json.ts';
import { defineStep } from '../engine/step-contract.ts';
import { byteSizePattern, parseByteSize } from '../model/byte-size.ts';
import { choice, shape, text } from '../model/setting.ts';
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
import { checkText, type TextSetting } from './text-setting.ts';

const settings = z.strictObject({
  file: inputFile('data/orders.json'),
  columns: shape(
    'The fields to read, with their types; others are left alone, missing ones are null. `millrace shape CHAIN` writes them for you.',
    {
      example: { id: 'text', items: 'list(record{sku: text, price: decimal(12,2)})' },
    },
  ),
  path: text('The keys that lead to the list of records, with dots between them; left out if the file is the list.', {
    example: 'data.items',
  }).optional(),
  format: choice(
    ['auto', 'document', 'lines'],
    'One document, or one record per line (NDJSON, JSON Lines). `auto` looks at the beginning of the file.',
  ).default('auto'),
  compression: compressionSetting,
  filename: filenameSetting,
  maxRecord: z
    .string()
    .regex(byteSizePattern, 'a size such as 16mb')
    .default('16mb')
    .meta({ description: 'The longest record.', examples: ['64mb'] }),
});

interface Plan {
  readonly file: TextSetting;
  readonly compression: Compression | 'auto';
  readonly filename: string | undefined;
  readonly format: JsonFormat;
}

/** Reads JSON files. */
export const jsonRead = defineStep({
  name: 'json.read',
  aliases: ['json', 'ndjson', 'jsonl', 'json lines', 'import'],
  summary: 'Reads records from JSON files.',
  docs: `A file is a list of objects, a document with such a list somewhere in it (\`path: data.items\`), or one object per line. It is read as a stream: of a document of many gigabytes, one record at a time is in memory.

Numbers are taken as they are written, so integers and decimals keep every digit. Dates, instants and decimals are read from strings too: \`"2026-03-01"\`, \`"2026-03-01T08:30:00Z"\`, \`"4.50"\`. Text is not turned into numbers, nor numbers into text: declare what is in the file, and cast with \`derive\`. A field of type \`any\` takes whatever is there.

Files that end with \`.gz\` or \`.zst\` are unpacked while they are read.

A record that does not fit is a problem that names file, line and field, and is treated as \`onError\` says. With one record per line a line that is no JSON is such a record; a document that is damaged ends the run.`,
  category: 'source',
  status: 'stable',
  shape: 'source',
  settings,
  examples: [
    {
      title: 'A list inside of a document',
      with: { file: 'data/orders.json', path: 'data.items', columns: { id: 'integer', price: 'decimal(12,2)' } },
      inputFiles: {
        'data/orders.json': '{"page": 1, "data": {"items": [{"id": 9007199254740993, "price": 4.5}, {"id": 2}]}}',
      },
      records: [
        { id: '9007199254740993', price: '4.50' },
        { id: 2, price: null },
      ],
      ordered: true,
    },
    {
      title: 'One record per line',
      with: { file: 'data/*.ndjson', columns: { sku: 'text', at: 'timestamp' } },
      inputFiles: { 'data/a.ndjson': '{"sku":"tea","at":"2026-03-01T08:00:00+08:00"}\n{"sku":"mug"}\n' },
      records: [
        { sku: 'tea', at: '2026-03-01T00:00:00Z' },
        { sku: 'mug', at: null },
      ],
      ordered: true,
    },
  ],
  check(given, context) {
    if (Object.keys(given.columns).length === 0) {
      context.problem(
        ['columns'],
        'missing_key',
        'No field is declared.',
        'Name at least one: `columns: { id: text }`.',
      );
    }
    const path = given.path === undefined ? [] : given.path.split('.');
    if (path.includes('')) {
      context.problem(
        ['path'],
        'invalid_value',
        `'${given.path}' has an empty key.`,
        'Write keys with a dot between them: data.items.',
      );
    }
    if (path.length > 0 && given.format === 'lines') {
      context.problem(
        ['path'],
        'no_effect',
        'A file with one record per line has no path.',
        'Leave out `path` or `format`.',
      );
    }
    const columns = context.shape(['columns'], given.columns);
    const format: JsonFormat = { layout: given.format, path, columns, maxRecord: parseByteSize(given.maxRecord) ?? 0 };
    const { compression, filename } = given;
    const plan: Plan = { file: checkText(context, ['file'], given.file), compression, filename, format };
    return { output: withFilename(columns, filename, context), ordered: true, plan };
  },
  async *run(plan, _input, context) {
    for (const file of await inputFiles(plan.file, context)) {
      const onBytes = (count: number) => context.count('bytesIn', count);
      const compression = compressionOf(file.path, plan.compression);
      const records = readJson(
        { ...file, encoding: 'utf-8', compression, signal: context.signal, onBytes },
        plan.format,
        recordFaults(context),
      );
      yield* namedRecords(records, plan.filename, file);
    }
  },
  sample: ({ file, compression, format }, context) =>
    sampleFile(file, context, (each) =>
      sampleJson(
        { ...each, encoding: 'utf-8', compression: compressionOf(each.path, compression), signal: context.signal },
        format,
        context.count,
      ),
    ),
});
