import type { MailTransport } from '../connectors/mail/mail-transport.ts';
import { messageOf, MillraceError } from '../core/errors.ts';
import type { StepContext } from '../engine/step-contract.ts';

/** A composed message and those who are to get it. */
export interface Envelope {
  readonly mail: {
    readonly from: string;
    readonly subject: string;
    readonly source: Uint8Array;
    readonly attachments: readonly string[];
  };
  /** What tells this message from others of the step. */
  readonly part: string;
  readonly recipients: readonly string[];
}

interface Delivering {
  readonly transport: MailTransport;
  readonly context: StepContext;
  /** How many recipients there are by what became of it. */
  readonly states: Record<string, number>;
  readonly refused: MillraceError[];
  /** Those of whom nobody knows whether they got it in an earlier attempt. */
  readonly uncertain: string[];
}

/**
 * Sends to each recipient that did not get it before; all are tried before a refusal is reported. Gives how many there
 * are by state. Throws `recipient_refused`, or `effect_uncertain` where an earlier attempt was broken off on its way.
 */
export async function deliverMail(
  { mail, part, recipients }: Envelope,
  through: { transport: MailTransport; context: StepContext },
): Promise<Readonly<Record<string, number>>> {
  const delivering: Delivering = { ...through, states: {}, refused: [], uncertain: [] };
  for (const to of recipients) await deliverTo(to, { mail, part }, delivering);
  const { states, refused, uncertain } = delivering;
  if (uncertain.length > 0) await refuseToRepeat(uncertain, through.context);
  if (refused.length === 0) return states;
  const others = recipients.length - refused.length;
  const rest = others === 0 ? 'Nobody got it.' : `The other ${others} got it.`;
  throw new MillraceError('recipient_refused', `${refused.map((error) => error.message).join('; ')}. ${rest}`, {
    hint: 'Correct the address; a retry sends only to those who did not get it.',
  });
}

async function deliverTo(to: string, { mail, part }: Omit<Envelope, 'recipients'>, how: Delivering): Promise<void> {
  const { context, states } = how;
  const key = context.effectKey(`${part}\n${to}`);
  const standing = await context.mails.begin(key, { ...mail, to }, { again: context.repeatsEffects });
  if (standing === 'uncertain') {
    how.uncertain.push(to);
  } else if (standing === 'sent') {
    states['before'] = (states['before'] ?? 0) + 1;
    context.log('info', `${to} got this mail before`);
  } else {
    const state = await send(key, { mail, to }, how);
    if (state !== undefined) states[state] = (states[state] ?? 0) + 1;
  }
}

/** The state that it ended in; undefined if the recipient was refused. */
async function send(
  key: string,
  { mail, to }: { mail: Envelope['mail']; to: string },
  { transport, context, refused }: Delivering,
): Promise<string | undefined> {
  const delivery = { from: addressOf(mail.from), to: addressOf(to), source: mail.source };
  let sent: Awaited<ReturnType<MailTransport['send']>>;
  try {
    await context.beforeEffect('at-least-once');
    sent = await transport.send(delivery, context.signal);
  } catch (error) {
    // It stays pending, and the effect begun: nobody knows more.
    if (error instanceof MillraceError && error.code === 'effect_uncertain') throw error;
    await context.mails.finish(key, 'failed', messageOf(error));
    await context.effectSettled();
    if (!(error instanceof MillraceError) || error.code !== 'recipient_refused') throw error;
    refused.push(error);
    return undefined;
  }
  // Not within the above: a ledger that cannot be written must not make a mail that left one that failed.
  await context.mails.finish(key, sent.state, sent.detail);
  await context.effectSettled();
  return sent.state;
}

/** Leaves the effect begun, so that no job tries again by itself. */
async function refuseToRepeat(recipients: readonly string[], context: StepContext): Promise<never> {
  await context.beforeEffect('at-least-once');
  throw new MillraceError(
    'effect_uncertain',
    `An earlier attempt was broken off while this mail was on its way to ${recipients.join(', ')}: nobody can tell whether it arrived, so it was not sent again.`,
    { hint: 'Ask them, then run it again; or let the step say `repeatEffects: true`.' },
  );
}

/** The address in `Name <address>`. */
export function addressOf(written: string): string {
  return /<([^<>]*)>\s*$/.exec(written)?.[1] ?? written;
}
