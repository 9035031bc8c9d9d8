/** `kind: policy`: which rows and columns of a source people may see, whoever reads it and wherever. */
import { z } from 'zod';
import { expression, text } from '../setting.ts';
import { documentKeys, reference } from './fields.ts';

const sourceSchema = z
  .strictObject({
    connection: reference('The connection.', 'shop'),
    collection: text('A collection of documents.', { example: 'stock' }).optional(),
    table: text('A table.', { example: 'stock' }).optional(),
  })
  .refine(({ collection, table }) => (collection === undefined) !== (table === undefined), {
    error: 'either `collection` or `table`, and not both',
  })
  .meta({ description: 'The source that it holds for.', examples: [{ connection: 'shop', collection: 'stock' }] });

const columnName = z.string().refine((name) => name !== '' && !name.includes('.'), {
  error: 'the name of a whole column: parts cannot be masked',
});

/** A policy. */
export const policySchema = z
  .strictObject({
    ...documentKeys('policy', 'What of a source may be seen, whoever reads it.'),
    on: sourceSchema,
    rows: expression(
      'Which records may be seen, over their fields and `@user`; all others are as if they were not there.',
      {
        example: "warehouse in @user.warehouses or 'auditor' in @user.roles",
      },
    ).optional(),
    mask: z
      .record(columnName, expression('When the column is shown.'))
      .meta({
        description: 'When a column is shown, over the fields of the record and `@user`; otherwise it is null.',
        examples: [{ unitCost: "'finance' in @user.roles" }],
      })
      .optional(),
  })
  .refine(({ rows, mask = {} }) => rows !== undefined || Object.keys(mask).length > 0, {
    error: '`rows`, `mask` or both: without them it would rule nothing',
  })
  .meta({ title: 'policy', description: 'Which rows and columns of a source people may see.' });
