import { z } from 'zod';
import { type SqlDatabase, sqlKind, type SqlWriter } from '../connectors/sql/sql-database.ts';
import { type ConnectionReference, defineStep, type EffectKind, type StepContext } from '../engine/step-contract.ts';
import { connection, flag, text } from '../model/setting.ts';
import type { Shape } from '../model/value-type.ts';
import { checkWrite, type WriteSettings, writeSettings } from './write-settings.ts';
import { writeRecords } from './write-records.ts';

interface Plan {
  readonly connection: ConnectionReference<SqlDatabase>;
  readonly table: string;
  readonly settings: WriteSettings;
  readonly key: readonly string[];
  readonly shape: Shape;
  readonly effect: EffectKind;
  readonly create: boolean;
  /** True where a record that is refused is left out, and does not end the write. */
  readonly single: boolean;
}

function summary({ connection: { name }, table, settings: { mode, tags } }: Plan): Record<string, unknown> {
  return { connection: name, table, mode, ...(tags ? { tags } : {}) };
}

async function openWriter(plan: Plan, context: StepContext): Promise<SqlWriter> {
  const database = await context.connect(plan.connection);
  await context.beforeEffect(plan.effect);
  return database.write({
    table: plan.table,
    mode: plan.settings.mode,
    shape: plan.shape,
    key: plan.key,
    maxDelete: plan.settings.maxDelete,
    create: plan.create,
    signal: context.signal,
    ...(plan.single ? { failed: (record, error) => context.failRecord(record, error) } : {}),
  });
}

/** Writes records into a table. */
export const sqlWrite = defineStep({
  name: 'sql.write',
  aliases: [
    'postgresql',
    'postgres',
    'mysql',
    'mariadb',
    'insert',
    'upsert',
    'update',
    'load',
    'table',
    'copy',
    'write sql',
  ],
  summary: 'Writes records into a table.',
  docs: [
    'The fields are written to the columns of the same names; the table must exist, unless `create` makes it. All of it is one transaction: it is kept as a',
    'whole or not at all. Many records go by COPY.',
    '',
    '| mode | a row with the key is there | it is not |',
    '|---|---|---|',
    '| `insert` | a constraint decides | added |',
    '| `upsert` | the given columns are changed, others stay | added |',
    '| `replace` | the given columns are changed, others get their default | added |',
    '| `mirror` | as `replace`; then every row that was not written is deleted, at most `maxDelete` | added |',
    '',
    'The `key` needs a unique constraint or index in the database. Among records with the same key the last one counts.',
    'A constraint that refuses a record ends the write with `constraint`, which names table and constraint. With `onError: skip`',
    'or `reject` records are written in small batches instead, and only those that are refused are left out; a mirror cannot.',
    '',
    'In MySQL and MariaDB, `create` makes text columns that compare by code point; text in a `key` has at most 255 characters. Instants lie',
    'between 1970 and 2038, as `timestamp` columns have them. A value that a column cannot hold is refused as `cast_failed`, never cut off.',
    'Creating a table is not undone if the write fails, because these databases cannot undo it.',
    '',
    'A plain `insert` adds again what a repeated run sends, so such a run is not repeated by itself; the other modes can be.',
  ].join('\n'),
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  settings: z.strictObject({
    connection: connection('The connection, of type `postgresql`, `mysql` or `mariadb`.', { example: 'erp' }),
    table: text('The table: `daily_sales`, or `reports.daily_sales`.', { example: 'daily_sales' }),
    create: flag('Make the table if it is not there: a column for each field, `key` as its primary key.').default(
      false,
    ),
    ...writeSettings,
  }),
  examples: [
    {
      title: 'Keep one row for each day and category',
      with: { connection: 'erp', table: 'daily_sales', mode: 'upsert', key: ['day', 'category'] },
      input: {
        shape: { day: 'date', category: 'text', revenue: 'decimal(14,2)' },
        records: [{ day: '2026-03-01', category: 'tea', revenue: '9.00' }],
      },
      records: [{ day: '2026-03-01', category: 'tea', revenue: '9.00' }],
      effects: [{ connection: 'erp', table: 'daily_sales', mode: 'upsert', records: 1 }],
      needs: 'a connection `erp` to a PostgreSQL',
    },
  ],
  check(settings, context) {
    const reference = context.connection(['connection'], settings.connection, sqlKind);
    const key = checkWrite(settings, context);
    const { table, mode, create } = settings;
    const single = context.onError !== 'fail';
    if (single && mode === 'mirror') {
      const hint = 'Say `onError: fail`, or put a validate step before it.';
      context.problem([], 'not_supported', 'A mirror is one statement and cannot leave out single records.', hint);
    }
    const effect: EffectKind = mode === 'insert' ? 'at-least-once' : 'idempotent';
    const description = `writes table ${table} of ${reference.name}${key.length === 0 ? '' : `, keyed by ${key.join(', ')}`}`;
    const plan: Plan = { connection: reference, table, settings, key, shape: context.input, effect, create, single };
    return { output: context.input, plan, effects: [{ kind: effect, description }] };
  },
  run: (plan, input, context) =>
    writeRecords(
      input,
      { about: summary(plan), tags: plan.settings.tags, open: () => openWriter(plan, context) },
      context,
    ),
});
