import { z } from 'zod';
import { outcomes } from '../../core/outcome.ts';
import {
  type AlertAttempt,
  type AlertDeliveryRecord,
  alertEvents,
  type AlertFiring,
  alertKinds,
  alertMessageStates,
  type AlertStanding,
  alertWays,
} from '../../model/alert.ts';
import { instantSchema, toInstant } from './instant.ts';

const job = z.string().optional().meta({ description: 'Absent for what is wrong with the scheduler itself.' });
const optionalInstant = (at: number | undefined): string | undefined => (at === undefined ? undefined : toInstant(at));

/** What is wrong now. */
export const alertSchema = z
  .object({
    job,
    kind: z.enum(alertKinds),
    state: z.enum(['firing', 'pending']).meta({ description: '`pending`: it begins to be wrong; nobody is told yet.' }),
    since: instantSchema,
    cause: z.string(),
    run: z.string().optional(),
    firing: z.string().optional(),
    toldAt: instantSchema.optional().meta({ description: 'When its recipients were told last.' }),
  })
  .meta({ id: 'Alert', description: 'Something that is wrong with a job.' });

/** What is wrong, as it is sent. */
export function alertView(alert: AlertStanding & { readonly job: string }): z.output<typeof alertSchema> {
  const { kind, state, since, cause, run, firing, toldAt } = alert;
  return {
    ...jobOf(alert.job),
    ...{ kind, cause, run, firing },
    state: state === 'pending' ? 'pending' : 'firing',
    since: toInstant(since),
    toldAt: optionalInstant(toldAt),
  };
}

const jobOf = (name: string): { job?: string } => (name === '' ? {} : { job: name });

/** One time that an alert fired. */
export const firingSchema = z
  .object({
    id: z.string(),
    job,
    kind: z.enum(alertKinds),
    cause: z.string(),
    run: z.string().optional(),
    beganAt: instantSchema,
    endedAt: instantSchema.optional(),
    ending: z
      .enum(['ended', 'withdrawn'])
      .optional()
      .meta({ description: '`withdrawn`: nobody asks for it any more; the job is switched off or gone, say.' }),
    endedCause: z.string().optional(),
    endedRun: z.string().optional(),
  })
  .meta({ id: 'AlertFiring', description: 'One time that an alert fired, from its beginning to its end.' });

/** A firing as it is sent. */
export function firingView({ job: name, beganAt, endedAt, ...rest }: AlertFiring): z.output<typeof firingSchema> {
  return { ...rest, ...jobOf(name), beganAt: toInstant(beganAt), endedAt: optionalInstant(endedAt) };
}

const messageFields = {
  id: z.string(),
  firing: z.string(),
  job,
  kind: z.enum(alertKinds),
  event: z.enum(alertEvents),
  cause: z.string(),
  channel: z.string(),
  way: z.enum(alertWays),
  address: z.string().optional().meta({ description: 'Of a mail; where a webhook goes is secret.' }),
  run: z.string().optional(),
  outcome: z.enum(outcomes).optional(),
  state: z
    .enum(alertMessageStates)
    .meta({ description: '`kept`: no mail server is set, so it is shown and not sent. `failed`: given up.' }),
  detail: z.string().meta({ description: 'What the receiver said, or why it did not leave.' }),
  attempts: z.int(),
  resent: z.int().meta({ description: 'How often it was sent again by hand.' }),
  at: instantSchema,
  nextAt: instantSchema.optional().meta({ description: 'When it is tried next.' }),
  insteadOf: z.string().optional().meta({ description: 'The message that could not leave by its own channel.' }),
};

/** A message in a list. */
export const alertMessageSchema = z
  .object(messageFields)
  .meta({ id: 'AlertMessage', description: 'What one recipient is told of an alert.' });

/** A message with all that is known. */
export const alertDeliverySchema = z
  .object({
    ...messageFields,
    sent: z
      .object({ title: z.string(), body: z.string() })
      .optional()
      .meta({ description: 'What was sent last, secrets taken out.' }),
    tries: z.array(
      z.object({
        number: z.int(),
        at: instantSchema,
        endedAt: instantSchema.optional(),
        result: z
          .enum(['sent', 'kept', 'failed'])
          .optional()
          .meta({ description: 'Absent while it goes on, and where it was broken off.' }),
        detail: z.string(),
      }),
    ),
    mayResend: z.boolean(),
  })
  .meta({ id: 'AlertDelivery' });

/** A message for a list. */
export function alertMessageView(message: AlertDeliveryRecord): z.output<typeof alertMessageSchema> {
  const { id, firing, kind, event, cause, recipient, run, outcome, state, detail, attempts, resent } = message;
  const { channel, way, address } = recipient;
  return {
    ...jobOf(message.job),
    ...{ id, firing, kind, event, cause, channel, way, run, outcome, state, detail, attempts, resent },
    ...(address === '' ? {} : { address }),
    at: toInstant(message.at),
    nextAt: optionalInstant(message.nextAt),
    insteadOf: message.insteadOf,
  };
}

/** A message with its attempts. */
export function alertDeliveryView(
  { message, attempts }: { readonly message: AlertDeliveryRecord; readonly attempts: readonly AlertAttempt[] },
  mayResend: boolean,
): z.output<typeof alertDeliverySchema> {
  return {
    ...alertMessageView(message),
    sent: message.sent,
    mayResend,
    tries: attempts.map(({ number, at, endedAt, result, detail }) => ({
      ...{ number, result, detail },
      at: toInstant(at),
      endedAt: optionalInstant(endedAt),
    })),
  };
}
