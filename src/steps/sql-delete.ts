import { z } from 'zod';
import { always } from '../connectors/push-down/condition.ts';
import type { ConditionPlan } from '../connectors/push-down/plan-condition.ts';
import { isSqlAskable } from '../connectors/sql/sql-condition.ts';
import { type SqlDatabase, sqlKind } from '../connectors/sql/sql-database.ts';
import {
  type ConnectionReference,
  defineStep,
  type SourcePolicies,
  type StepContext,
} from '../engine/step-contract.ts';
import type { Typed } from '../expression/typed.ts';
import { connection, expression, integer, shape, text } from '../model/setting.ts';
import type { BatchStream } from '../model/value.ts';
import { type Shape, types } from '../model/value-type.ts';
import { judgedBy } from './judged-by.ts';
import { planSourceCondition } from './source-condition.ts';
import { tagsSetting, touchAfterFailure, touchTags } from './touch-tags.ts';

interface Plan {
  readonly connection: ConnectionReference<SqlDatabase>;
  readonly table: string;
  readonly columns: Shape;
  readonly where: Typed;
  readonly policies: SourcePolicies;
  readonly condition: ConditionPlan | undefined;
  readonly batch: number;
  readonly atMost: number | undefined;
  readonly tags: readonly string[] | undefined;
}

async function perform(plan: Plan, context: StepContext): Promise<void> {
  const { table, columns, batch, atMost } = plan;
  const database = await context.connect(plan.connection);
  if (context.performs) await context.beforeEffect('idempotent');
  const rows = await database.remove({
    table,
    shape: columns,
    condition: plan.condition?.(context.env) ?? always,
    matches: judgedBy(plan, context),
    batch,
    atMost,
    performs: context.performs,
    signal: context.signal,
    failed: (record, error) => context.failRecord(record, error),
  });
  context.effect({ connection: plan.connection.name, table, [context.performs ? 'deleted' : 'deletes']: rows });
}

async function* run(plan: Plan, input: BatchStream, context: StepContext): BatchStream {
  for await (const batch of input) yield batch;
  let performed = false;
  try {
    await perform(plan, context);
    performed = true;
  } finally {
    if (!performed) await touchAfterFailure(plan.tags, context);
  }
  await touchTags(plan.tags, context);
}

/** Deletes rows by a condition. */
export const sqlDelete = defineStep({
  name: 'sql.delete',
  aliases: ['postgresql', 'postgres', 'mysql', 'mariadb', 'remove', 'purge', 'clean up', 'retention', 'delete sql'],
  summary: 'Deletes the rows of a table for which a condition is true.',
  docs: [
    '`columns` declares the columns that `where` names, as in `sql.read`. The rows are found and locked, judged by the whole',
    'condition, and deleted in one transaction: with `atMost`, nothing is deleted if there are more (`failed`, code `at_most`).',
    'In MySQL and MariaDB the table needs a primary key or a unique index over columns that are not null.',
    'It runs once, after all records that come in, and hands them on. A dry run counts what would be deleted.',
  ].join('\n'),
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  inputOptional: true,
  settings: z.strictObject({
    connection: connection('The connection, of type `postgresql`, `mysql` or `mariadb`.', { example: 'erp' }),
    table: text('The table: `sessions`, or `web.sessions`.', { example: 'sessions' }),
    columns: shape('The columns that the condition names, with their types.', { example: { seen_at: 'timestamp' } }),
    where: expression('Which rows to delete, over the columns.', { example: "seen_at < @now - interval '90 days'" }),
    batch: integer('How many rows to delete by one statement.', { min: 1, max: 100_000, example: 1000 }).default(1000),
    atMost: integer('The most rows that may be deleted.', { example: 50_000 }).optional(),
    tags: tagsSetting.optional(),
  }),
  examples: [
    {
      title: 'Forget old sessions, but never more than 50,000 at a time',
      with: {
        connection: 'erp',
        table: 'sessions',
        columns: { seen_at: 'timestamp' },
        where: "seen_at < @now - interval '90 days'",
        atMost: 50_000,
      },
      needs: 'a connection `erp` to a PostgreSQL',
    },
  ],
  check(settings, context) {
    const reference = context.connection(['connection'], settings.connection, sqlKind);
    const columns = context.shape(['columns'], settings.columns);
    const where = context.expression(['where'], settings.where, { scope: columns, expects: types.boolean });
    const { table, batch, atMost, tags } = settings;
    const policies = context.policies({ connection: reference.name, table }, columns);
    const { condition } = planSourceCondition({ where, policies }, isSqlAskable);
    const plan: Plan = {
      connection: reference,
      table,
      columns,
      where,
      policies,
      condition,
      batch,
      atMost,
      tags,
    };
    return {
      output: context.input,
      plan,
      effects: [{ kind: 'idempotent', description: `deletes from table ${table} of ${reference.name}` }],
    };
  },
  run: (plan, input, context) => run(plan, input, context),
});
