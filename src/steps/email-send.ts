import path from 'node:path';
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { composeMessage } from '../connectors/mail/compose-message.ts';
import { mailKind, type MailTransport } from '../connectors/mail/mail-transport.ts';
import type { MailTable } from '../connectors/mail/mail-table.ts';
import { MillraceError } from '../core/errors.ts';
import {
  type CheckContext,
  type ConnectionReference,
  defineStep,
  type ExpressionOptions,
  type StepContext,
} from '../engine/step-contract.ts';
import { createAccumulator, type RunningAggregate } from '../expression/aggregates.ts';
import type { CheckedValue } from '../expression/template.ts';
import { choice, connection, integer, text, value } from '../model/setting.ts';
import type { BatchStream, DataRecord, Value } from '../model/value.ts';
import { type Shape, types } from '../model/value-type.ts';
import { deliverMail } from './deliver-mail.ts';
import { type CheckedRecipients, checkRecipients, findRecipients } from './mail-recipients.ts';
import { recordIdentities } from './record-identity.ts';

const settings = z.strictObject({
  connection: connection('The connection that mail leaves by.', { example: 'mail' }),
  from: value('The sender; default: that of the connection.', { example: 'Sales <sales@example.com>' }).optional(),
  to: value(
    'The recipients: one or a list; or `{ source, field }`: those in a field of the records of another source, a dataset say.',
    { example: ['management@example.com'] },
  ),
  cc: value('Who gets a copy.').optional(),
  bcc: value('Who gets a copy that the others do not see.').optional(),
  replyTo: value('Where answers go.').optional(),
  subject: value('The subject.', { example: 'Sales of ${$day}' }),
  body: value('The message, in Markdown. Values stand in `${..}`; over all records they are aggregates.', {
    example: '${count()} orders today.',
  }),
  table: z
    .strictObject({
      first: integer('How many records to show at most.', { min: 1, max: 1000 }).default(20),
      fields: z.array(text('A field.')).optional(),
    })
    .optional()
    .meta({ description: 'Shows the first records as a table below the message.', examples: [{ first: 20 }] }),
  attach: z
    .array(value('A file.'))
    .optional()
    .meta({ description: 'Files of the run (bare names) or below data/.', role: 'value', examples: [['sales.xlsx']] }),
  each: choice(['once', 'record'], '`once`: one mail about all records; `record`: one mail for each.').default('once'),
});

type Settings = z.output<typeof settings>;

interface Plan {
  readonly connection: ConnectionReference<MailTransport>;
  readonly perRecord: boolean;
  readonly from: CheckedValue | undefined;
  readonly to: CheckedRecipients;
  readonly cc: CheckedRecipients | undefined;
  readonly bcc: CheckedRecipients | undefined;
  readonly replyTo: CheckedValue | undefined;
  readonly subject: CheckedValue;
  readonly body: CheckedValue;
  readonly attach: readonly CheckedValue[];
  readonly table: { readonly first: number; readonly shape: Shape } | undefined;
  /** The shape of the records that come in. */
  readonly shape: Shape;
}

/** The largest mail, attachments included: most servers take no more. */
const largestMail = 25 * 1024 * 1024;

/** Sends mail. */
export const emailSend = defineStep<typeof settings, Plan>({
  name: 'email.send',
  aliases: ['mail', 'smtp', 'send mail', 'notify', 'e-mail'],
  summary: 'Sends a mail about the records, or one for each of them.',
  docs: [
    'The message is written in Markdown and sent as HTML and as plain text. With `each: once`, expressions in it are aggregates over all records (`${count()}`, `${sum(revenue)}`); with `each: record` they are over the record.',
    'Each recipient gets a message of their own, noted in a ledger before it leaves: when a run is tried again, only what was not sent is sent. Whether a message left that was on its way when a server died cannot be known; it is then sent again only with `repeatEffects`.',
    'With `whenEmpty: skip` there is no mail when there are no records.',
  ].join('\n\n'),
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  settings,
  examples: [
    {
      title: 'A summary with a table',
      with: {
        connection: 'mail',
        to: ['ops@example.com'],
        subject: '${count()} items are low',
        body: 'Please order.',
        table: { first: 10 },
      },
      input: {
        shape: { sku: 'text', level: 'integer' },
        records: [
          { sku: 'tea', level: 2 },
          { sku: 'mug', level: 0 },
        ],
      },
      records: [
        { sku: 'tea', level: 2 },
        { sku: 'mug', level: 0 },
      ],
      effects: [{ to: ['ops@example.com'], subject: '2 items are low' }],
    },
    {
      title: 'To those whom another source names',
      with: {
        connection: 'mail',
        to: {
          source: {
            steps: [{ uses: 'records', with: { columns: { email: 'text' }, records: [{ email: 'ada@example.com' }] } }],
          },
          field: 'email',
        },
        subject: '${count()} items are low',
        body: 'Please order.',
      },
      input: { shape: { sku: 'text' }, records: [{ sku: 'tea' }] },
      records: [{ sku: 'tea' }],
      effects: [{ to: ['ada@example.com'], subject: '1 items are low' }],
    },
    {
      title: 'One mail for each record',
      with: {
        connection: 'mail',
        each: 'record',
        to: '=email',
        subject: 'Your order ${order_no}',
        body: 'It is on its way.',
      },
      input: { shape: { email: 'text', order_no: 'integer' }, records: [{ email: 'ada@example.com', order_no: 7 }] },
      records: [{ email: 'ada@example.com', order_no: 7 }],
      effects: [{ to: ['ada@example.com'], subject: 'Your order 7' }],
    },
  ],
  check(given, context) {
    const reference = context.connection(['connection'], given.connection, mailKind);
    return {
      output: context.input,
      effects: [
        { kind: 'at-least-once', description: `sends mail by ${given.connection}, noted in a ledger by recipient` },
      ],
      plan: { connection: reference, perRecord: given.each === 'record', ...checkMessage(given, context) },
    };
  },
  run: (plan, input, context) => (plan.perRecord ? sendForEach(plan, input, context) : sendOnce(plan, input, context)),
});

function checkMessage(given: Settings, context: CheckContext): Omit<Plan, 'connection' | 'perRecord'> {
  const scope: ExpressionOptions = given.each === 'record' ? {} : { aggregates: true, keys: [] };
  const optional = (key: 'from' | 'replyTo') =>
    given[key] === undefined ? undefined : context.value([key], given[key], { ...scope, expects: types.text });
  const addresses = (key: 'to' | 'cc' | 'bcc') =>
    checkRecipients(key, given[key], { context, scope, perRecord: given.each === 'record' });
  return {
    from: optional('from'),
    replyTo: optional('replyTo'),
    to: addresses('to'),
    cc: given.cc === undefined ? undefined : addresses('cc'),
    bcc: given.bcc === undefined ? undefined : addresses('bcc'),
    subject: context.value(['subject'], given.subject, { ...scope, expects: types.text }),
    body: context.value(['body'], given.body, { ...scope, expects: types.text }),
    attach: (given.attach ?? []).map((file, at) =>
      context.value(['attach', at], file, { ...scope, expects: types.text }),
    ),
    table:
      given.table === undefined
        ? undefined
        : { first: given.table.first, shape: tableShape(given.table.fields, context) },
    shape: context.input,
  };
}

function tableShape(fields: readonly string[] | undefined, context: CheckContext): Shape {
  if (fields === undefined) return context.input;
  return fields.flatMap((name, at) => {
    const field = context.input.find((other) => other.name === name);
    if (field === undefined)
      context.problem(['table', 'fields', at], 'unknown_field', `There is no field '${name}' here.`);
    return field ?? [];
  });
}

async function* sendOnce(plan: Plan, input: BatchStream, context: StepContext): BatchStream {
  const named = [plan.to, plan.cc, plan.bcc].map((each) =>
    each !== undefined && 'value' in each ? each.value : undefined,
  );
  const values = [plan.from, ...named, plan.replyTo, plan.subject, plan.body, ...plan.attach].filter(
    (each) => each !== undefined,
  );
  const running = new Map<CheckedValue, RunningAggregate[]>(
    values.map((each) => [each, each.aggregates.map((aggregate) => createAccumulator(aggregate))]),
  );
  const shown: DataRecord[] = [];
  let total = 0;
  for await (const batch of input) {
    total += batch.length;
    for (const record of batch) {
      for (const accumulators of running.values())
        for (const accumulator of accumulators) accumulator.add(record, context.env);
      if (shown.length < (plan.table?.first ?? 0)) shown.push(record);
    }
    yield batch;
  }
  const evaluate = (checked: CheckedValue): Value => {
    const slots = (running.get(checked) ?? []).map((accumulator) => accumulator.result());
    return checked.evaluate({}, { ...context.env, slots });
  };
  const table = plan.table === undefined ? undefined : { shape: plan.table.shape, records: shown, total };
  await sendMessage({ plan, evaluate, table, part: 'once' }, context);
}

async function* sendForEach(plan: Plan, input: BatchStream, context: StepContext): BatchStream {
  const identify = recordIdentities(plan.shape, context);
  for await (const batch of input) {
    const sent: DataRecord[] = [];
    for (const record of batch) {
      try {
        const table = plan.table === undefined ? undefined : { shape: plan.table.shape, records: [record], total: 1 };
        await sendMessage(
          { plan, evaluate: (checked) => checked.evaluate(record, context.env), table, record, part: identify(record) },
          context,
        );
        sent.push(record);
      } catch (error) {
        context.failRecord(record, error);
      }
    }
    yield sent;
  }
}

interface Message {
  readonly plan: Plan;
  evaluate(checked: CheckedValue): Value;
  readonly table: MailTable | undefined;
  /** The record that it is about, where each has a mail of its own. */
  readonly record?: DataRecord;
  /** What tells this message from others of the step, also where records come in another order the next time. */
  readonly part: string;
}

async function sendMessage(message: Message, context: StepContext): Promise<void> {
  const { plan, evaluate, table, part } = message;
  const optionalText = (checked: CheckedValue | undefined): string | undefined =>
    checked === undefined ? undefined : String(evaluate(checked) ?? '');
  const { to, cc, bcc } = await recipientsOf(message, context);
  const subject = String(evaluate(plan.subject) ?? '');
  const names = plan.attach.map((checked) => String(evaluate(checked) ?? ''));
  const attachments = await findAttachments(names, context);
  const shownNames = attachments.map(({ name }) => name);
  if (!context.performs) {
    context.effect({ to, ...(cc.length > 0 ? { cc } : {}), subject, attachments: shownNames });
    return;
  }
  const transport = await context.connect(plan.connection);
  const from = optionalText(plan.from) ?? transport.from;
  const id = `${context.effectKey(part).slice(0, 32)}@millrace`;
  const draft = {
    id,
    date: context.clock.now(),
    from,
    to,
    cc,
    replyTo: optionalText(plan.replyTo),
    subject,
    body: String(evaluate(plan.body) ?? ''),
    table,
    attachments,
  };
  const source = await composeMessage(draft);
  const mail = { from, subject, source, attachments: shownNames };
  const states = await deliverMail(
    { mail, part, recipients: [...new Set([...to, ...cc, ...bcc])] },
    { transport, context },
  );
  context.effect({ to, ...(cc.length > 0 ? { cc } : {}), subject, attachments: shownNames, ...states });
}

async function recipientsOf({ plan, evaluate, record }: Message, context: StepContext) {
  const find = async (recipients: CheckedRecipients | undefined): Promise<readonly string[]> =>
    recipients === undefined ? [] : findRecipients(recipients, { evaluate, record, context });
  const [to, cc, bcc] = [await find(plan.to), await find(plan.cc), await find(plan.bcc)];
  if (to.length + cc.length + bcc.length > 0) return { to, cc, bcc };
  throw new MillraceError('invalid_input', 'The mail has no recipient.', {
    hint: 'from' in plan.to ? 'The source of `to` gave no address.' : 'Correct `to`.',
  });
}

async function findAttachments(
  names: readonly string[],
  context: StepContext,
): Promise<{ name: string; path: string }[]> {
  const found = (await Promise.all(names.map((name) => context.files.find(name)))).flat();
  let size = 0;
  for (const file of found) size += (await stat(file)).size;
  if (size > largestMail) {
    throw new MillraceError(
      'limit',
      `The attachments are ${Math.ceil(size / 1024 / 1024)} MB, but mail takes at most 25 MB.`,
      { hint: 'Send a link, or write fewer records.' },
    );
  }
  return found.map((file) => ({ name: path.basename(file), path: file }));
}
