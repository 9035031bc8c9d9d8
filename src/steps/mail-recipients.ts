/** Who gets a mail: addresses that a value says, or those in a field of the records of another source. */
import { z } from 'zod';
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { CheckContext, CheckedPipeline, ExpressionOptions, StepContext } from '../engine/step-contract.ts';
import type { CheckedValue } from '../expression/template.ts';
import { source, text } from '../model/setting.ts';
import type { DataRecord, Value } from '../model/value.ts';
import { fieldType, formatType, listOf, types } from '../model/value-type.ts';
import { addressOf } from './deliver-mail.ts';

/** Recipients as they were checked. */
export type CheckedRecipients =
  | { readonly value: CheckedValue }
  | { readonly key: string; readonly from: CheckedPipeline; readonly field: string };

const fromSource = z.strictObject({
  source: source('Where the recipients come from.'),
  field: text('The field that holds an address, or a list of them.'),
});

/** More are no mail to people any more, but a newsletter; and each gets a message of their own. */
const mostRecipients = 1000;

/** Checks `to`, `cc` or `bcc`. */
export function checkRecipients(
  key: 'to' | 'cc' | 'bcc',
  given: unknown,
  { context, scope, perRecord }: { context: CheckContext; scope: ExpressionOptions; perRecord: boolean },
): CheckedRecipients {
  if (typeof given === 'object' && given !== null && 'source' in given) {
    const parsed = fromSource.safeParse(given);
    if (parsed.success) return checkSource(key, parsed.data, { context, perRecord });
    const [issue] = parsed.error.issues;
    context.problem(
      [key, ...(issue?.path ?? []).filter((part) => typeof part !== 'symbol')],
      'invalid_value',
      `Recipients from a source are written \`{ source: .., field: .. }\`: ${issue?.message ?? ''}.`,
    );
    return { value: context.value([key], null, scope) };
  }
  const expects = Array.isArray(given) ? { expects: listOf(types.text) } : {};
  return { value: context.value([key], given, { ...scope, ...expects }) };
}

function checkSource(
  key: 'to' | 'cc' | 'bcc',
  { source: from, field }: z.output<typeof fromSource>,
  { context, perRecord }: { context: CheckContext; perRecord: boolean },
): CheckedRecipients {
  const pipeline = context.source([key, 'source'], from, perRecord ? context.input : undefined);
  const type = fieldType(pipeline.output, field);
  const names = pipeline.output.map(({ name }) => name);
  if (type === undefined)
    context.problem([key, 'field'], 'unknown_field', `The source gives no field '${field}'.`, didYouMean(field, names));
  else if (!isAddresses(formatType(type)))
    context.problem([key, 'field'], 'type_mismatch', `'${field}' is ${formatType(type)}, which is no address.`);
  return { key, from: pipeline, field };
}

/** Null is the type of a field whose expression is at fault, which was said already. */
const isAddresses = (type: string): boolean => ['text', 'list(text)', 'any', 'null'].includes(type);

/** The addresses, each once. `record` is the one that a mail of its own is about. */
export async function findRecipients(
  recipients: CheckedRecipients,
  how: { evaluate(checked: CheckedValue): Value; record: DataRecord | undefined; context: StepContext },
): Promise<readonly string[]> {
  if ('value' in recipients) return [...new Set(addressesOf(how.evaluate(recipients.value)))];
  const { key, from, field } = recipients;
  const found = new Set<string>();
  for await (const batch of how.context.open(from, undefined, how.record)) {
    for (const record of batch) for (const address of addressesOf(record[field] ?? null)) found.add(address);
    if (found.size > mostRecipients) {
      throw new MillraceError('limit', `The source of \`${key}\` gives more than ${mostRecipients} recipients.`, {
        hint: 'Send to a list of the mail server, or to fewer people.',
      });
    }
  }
  return [...found];
}

function addressesOf(given: Value): string[] {
  const list = Array.isArray(given)
    ? (given as readonly Value[])
    : typeof given === 'string'
      ? given.split(/[,;](?![^<]*>)/)
      : [given];
  const addresses = list.map((each) => String(each ?? '').trim()).filter((each) => each !== '');
  const wrong = addresses.find((each) => !/^[^\s@<>]+@[^\s@<>]+$/.test(addressOf(each)));
  if (wrong === undefined) return addresses;
  throw new MillraceError('invalid_input', `'${wrong}' is not an e-mail address.`, {
    hint: 'Write name@example.com, or Name <name@example.com>.',
  });
}
