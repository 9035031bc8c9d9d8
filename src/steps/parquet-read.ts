import { z } from 'zod';
import { parquetScan, parquetShape, readParquet } from '../connectors/files/parquet-reader.ts';
import { columnTypes } from '../duckdb/column-type.ts';
import { defineStep, type StepContext } from '../engine/step-contract.ts';
import { shape } from '../model/setting.ts';
import type { Shape, ValueType } from '../model/value-type.ts';
import { inputFile, inputFiles } from './read-files.ts';
import { fileWords } from './sample-file.ts';
import { checkText, constantText, type TextSetting } from './text-setting.ts';

const settings = z.strictObject({
  file: inputFile('data/orders/*.parquet'),
  columns: shape(
    'The columns to read, with their types; others in the file are left alone, and cost nothing. `millrace shape CHAIN` writes them for you.',
    {
      example: { id: 'integer', price: 'decimal(12,2)', at: 'timestamp' },
    },
  ),
});

interface Plan {
  readonly file: TextSetting;
  readonly columns: Shape;
}

async function filesOf(plan: Plan, context: Pick<StepContext, 'step' | 'env' | 'signal' | 'files'>) {
  const { signal } = context;
  return {
    files: await inputFiles(plan.file, context),
    columns: plan.columns,
    scratch: await context.files.scratch(),
    signal,
  };
}

function hasBareDecimal(type: ValueType): boolean {
  if (type.kind === 'list') return hasBareDecimal(type.item);
  if (type.kind === 'record') return type.fields.some((field) => hasBareDecimal(field.type));
  return type.kind === 'decimal' && type.precision === undefined;
}

/** Reads Parquet files. */
export const parquetRead = defineStep({
  name: 'parquet.read',
  aliases: ['parquet', 'columnar', 'import'],
  summary: 'Reads records from Parquet files.',
  docs: `Only the declared columns are read. Where relational steps follow (\`filter\`, \`aggregate\`, \`join\`, ..), they and the files are one query of the vector engine, which reads tens of millions of records a second; \`millrace explain\` shows it.

A column is read if nothing can get lost: whole numbers as integer or decimal, FLOAT and DOUBLE as number, DECIMAL as a decimal with as many places or more, instants (UTC-adjusted timestamps) as timestamp, timestamps without zone as datetime, to the microsecond. Anything else is a problem that says what the column is. \`any\` takes every column, as JSON. A number that is not finite is null.

Files of a pattern are read in the order of their names; their columns may be in different orders. A file that is damaged or cut off ends the run.`,
  category: 'source',
  status: 'stable',
  shape: 'source',
  failsByRecord: false,
  settings,
  examples: [
    {
      title: 'All files of a folder',
      with: { file: 'data/orders/*.parquet', columns: { id: 'integer', price: 'decimal(12,2)', at: 'timestamp' } },
      needs: 'Parquet files below data/orders',
    },
  ],
  check(given, context) {
    const columns = context.shape(['columns'], given.columns);
    if (Object.keys(given.columns).length === 0) {
      context.problem(
        ['columns'],
        'missing_key',
        'No column is declared.',
        'Name at least one: `columns: { id: integer }`.',
      );
    }
    const scannable = columnTypes(columns) !== undefined && !columns.some(({ type }) => hasBareDecimal(type));
    const plan: Plan = { file: checkText(context, ['file'], given.file), columns };
    return { output: columns, ordered: true, plan, scannable };
  },
  async *run(plan, _input, context) {
    yield* readParquet(await filesOf(plan, context));
  },
  scan: {
    sql: async (plan, context, open) => parquetScan(await filesOf(plan, context), await open()),
    describe: ({ file }) => `${constantText(file) ?? 'files'} (Parquet)`,
  },
  async sample(plan, context) {
    const source = await filesOf(plan, context);
    const [first = { name: 'files', path: '' }, ...others] = source.files;
    return { of: fileWords(first, others.length), basis: 'from its own schema', shape: await parquetShape(source) };
  },
});
