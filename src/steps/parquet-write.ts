import { z } from 'zod';
import { createParquet, type ParquetCompression, parquetProblem } from '../connectors/files/parquet-writer.ts';
import { defineStep } from '../engine/step-contract.ts';
import { choice } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';
import { checkFileName, textOf, type TextSetting } from './text-setting.ts';
import { fileEffects, outputFile, writeFile } from './write-file.ts';

const settings = z.strictObject({
  file: outputFile('data/orders-${$day}.parquet'),
  compression: choice(
    ['zstd', 'snappy', 'none'],
    'How columns are compressed: zstd is smaller, snappy is read by the oldest programs.',
  ).default('zstd'),
});

interface Plan {
  readonly file: TextSetting;
  readonly shape: Shape;
  readonly compression: ParquetCompression;
}

/** Writes the records as Parquet and passes them on. */
export const parquetWrite = defineStep({
  name: 'parquet.write',
  aliases: ['parquet', 'columnar', 'export'],
  summary: 'Writes the records as Parquet and passes them on.',
  docs: `The format for large data: typed, compressed, and read column by column by nearly every analytic program.

Types are kept exactly: decimals with precision and scale, instants as UTC-adjusted timestamps and datetimes as timestamps without zone, both in microseconds; lists and records nested; \`any\` as JSON. Two types have no exact column and are refused when the chain is checked: a decimal without precision (cast it: \`price::decimal(18,2)\`) and an interval (cast it to text).

Records are gathered in a compressed form that spills to the disk, and written at the end; the file gets its name when it is complete.`,
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  failsByRecord: false,
  settings,
  examples: [
    {
      title: 'Orders of a day',
      with: { file: 'data/orders.parquet' },
      input: {
        shape: { id: 'integer', price: 'decimal(12,2)', at: 'timestamp' },
        records: [{ id: 1, price: '4.50', at: '2026-03-01T08:30:00Z' }],
      },
      records: [{ id: 1, price: '4.50', at: '2026-03-01T08:30:00Z' }],
      effects: [{ file: 'data/orders.parquet', records: 1 }],
    },
  ],
  check(given, context) {
    const { input: shape } = context;
    for (const { name, type } of shape) {
      const problem = parquetProblem(name, type);
      if (problem !== undefined) context.problem([], 'type_mismatch', problem.message, problem.hint);
    }
    const names = new Map<string, string>();
    for (const { name } of shape) {
      const other = names.get(name.toLowerCase());
      if (other !== undefined)
        context.problem([], 'duplicate_name', `'${other}' and '${name}' differ only by case.`, 'Rename one of them.');
      names.set(name.toLowerCase(), name);
    }
    const plan: Plan = {
      file: checkFileName(context, given.file, ['.parquet']),
      shape,
      compression: given.compression,
    };
    return { output: shape, effects: fileEffects(given.file), plan };
  },
  async *run({ file, shape, compression }, input, context) {
    const scratch = await context.files.scratch();
    const open = (path: string) => createParquet({ path, shape, compression, scratch, signal: context.signal });
    yield* writeFile(
      { name: textOf(file, context), mediaType: 'application/vnd.apache.parquet', open },
      input,
      context,
    );
  },
});
