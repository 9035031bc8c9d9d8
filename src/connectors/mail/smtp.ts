import { createTransport } from 'nodemailer';
import { z } from 'zod';
import { MillraceError, messageOf } from '../../core/errors.ts';
import { defineConnector } from '../../model/connection.ts';
import { durationText, flag, text } from '../../model/setting.ts';
import { parseDuration } from '../../model/duration.ts';
import { type Delivery, mailKind, type MailTransport, type OutgoingMessage } from './mail-transport.ts';

const settings = z.strictObject({
  url: z.string().meta({
    description:
      'The address of the server, with user and password, or `file`: mails are then kept and shown, not sent.',
    role: 'secret',
    examples: ['smtps://user:password@smtp.example.com', '${secret.SMTP_URL}', 'file'],
  }),
  from: text('The sender where a step names none.', { example: 'Millrace <millrace@example.com>' }).optional(),
  tls: flag(
    '`false` allows mail to travel in the clear; otherwise STARTTLS is demanded of servers on other machines.',
  ).default(true),
  timeout: durationText('How long to wait for the server.').default('30s'),
});

type Settings = z.output<typeof settings>;

/** Mail by SMTP, or kept for development. */
export const smtpConnector = defineConnector({
  type: 'smtp',
  kind: mailKind,
  summary: 'Sends mail through an SMTP server, or keeps it for development.',
  docs: [
    'With `smtps://` the connection is encrypted from the start; with `smtp://` it is by STARTTLS, which is demanded unless the server is on this machine or `tls: false`.',
    'With `url: file` nothing is sent: the messages are kept and shown on the pages, for development and tests.',
  ].join('\n\n'),
  settings,
  async open(given) {
    if (given.url === 'file') return { connection: keepingTransport(given), close: async () => undefined };
    const progress: Progress = { handedOver: false };
    const transport = openTransport(given, progress);
    const connection = {
      from: given.from ?? defaultSender,
      send: (message: OutgoingMessage, signal?: AbortSignal) => send(message, given, { transport, progress, signal }),
    };
    // Nobody waits any more for a message that is still on its way then.
    return { connection, close: async () => closeNow(transport) };
  },
  async check(given) {
    if (given.url === 'file') return 'mails are kept and shown, not sent';
    const transport = openTransport(given, { handedOver: false });
    try {
      await transport.verify();
      return `${hostOf(given.url)} answers`;
    } catch (error) {
      throw unreachable(given, error);
    } finally {
      transport.close();
    }
  },
});

function keepingTransport({ from }: Settings): MailTransport {
  return {
    from: from ?? defaultSender,
    send: async () => ({ state: 'kept', detail: 'kept, not sent: the connection has no mail server' }),
  };
}

const defaultSender = 'Millrace <millrace@localhost>';

/** How far the message on its way has come: one at a time is, because there is one connection. */
interface Progress {
  /** True when the server has all of it and has not answered. */
  handedOver: boolean;
}

/** Nodemailer says only in its log that it has written the end of a message. */
function watching(progress: Progress) {
  const ignore = (): void => undefined;
  const info = (entry: unknown): void => {
    if (typeof entry === 'object' && entry !== null && 'tnx' in entry && entry.tnx === 'message')
      progress.handedOver = true;
  };
  return { level: ignore, trace: ignore, debug: ignore, info, warn: ignore, error: ignore, fatal: ignore };
}

function openTransport({ url, tls, timeout }: Settings, progress: Progress) {
  if (!URL.canParse(url) || !/^smtps?:$/.test(new URL(url).protocol)) {
    throw new MillraceError(
      'invalid_value',
      'The url of an smtp connection begins with smtp:// or smtps://, or is `file`.',
    );
  }
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const milliseconds = parseDuration(timeout) ?? 30_000;
  return createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: tls && !secure && !isThisMachine(hostname),
    ignoreTLS: !tls,
    connectionTimeout: milliseconds,
    greetingTimeout: milliseconds,
    socketTimeout: milliseconds,
    disableFileAccess: true,
    disableUrlAccess: true,
    pool: true,
    maxConnections: 1,
    // Trying again is for those who know the ledger: a message that was taken before the connection broke would go twice.
    maxRequeues: 0,
    logger: watching(progress),
    ...(username === '' ? {} : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  });
}

/** Closes also the connection that a message is on its way by, which the types of the package do not know yet. */
function closeNow(transport: Transport): void {
  (transport as { close(options: { readonly force: boolean }): void }).close({ force: true });
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'the mail server';
}

type Transport = ReturnType<typeof openTransport>;

async function send(
  { from, to, source }: OutgoingMessage,
  given: Settings,
  { transport, progress, signal }: { transport: Transport; progress: Progress; signal: AbortSignal | undefined },
): Promise<Delivery> {
  try {
    const message = { envelope: { from, to: [to] }, raw: Buffer.from(source) };
    // A variable, since the types of the package do not know `signal` yet.
    const stoppable = signal === undefined ? message : { ...message, signal };
    const sent = await transport.sendMail(stoppable);
    return { state: 'sent', detail: sent.response };
  } catch (error) {
    throw refusal(error, given, { to, handedOver: progress.handedOver });
  } finally {
    progress.handedOver = false;
  }
}

function refusal(
  error: unknown,
  given: Settings,
  { to, handedOver }: { to: string; handedOver: boolean },
): MillraceError {
  const { code, command, responseCode } = (error instanceof Error ? error : {}) as Readonly<Record<string, unknown>>;
  if (code === 'EENVELOPE' && command !== 'MAIL FROM') {
    return new MillraceError('recipient_refused', `${hostOf(given.url)} refused ${to}: ${answerOf(error)}`, {
      hint: 'Correct the address.',
      cause: error,
    });
  }
  if (!handedOver || responseCode !== undefined) return unreachable(given, error);
  return new MillraceError(
    'effect_uncertain',
    `${hostOf(given.url)} broke off after it had been given the message to ${to} and before it confirmed it: ${answerOf(error)}`,
    { hint: `Ask ${to} whether it came, then run it again.`, cause: error },
  );
}

function answerOf(error: unknown): string {
  return error instanceof Error && 'response' in error && typeof error.response === 'string'
    ? error.response
    : messageOf(error);
}

function unreachable({ url }: Settings, error: unknown): MillraceError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EAUTH') {
    return new MillraceError(
      'upstream_refused',
      `${hostOf(url)} did not accept user and password: ${answerOf(error)}`,
      { hint: 'Correct the secret of the connection.', cause: error },
    );
  }
  return new MillraceError('connection_failed', `Mail cannot leave by ${hostOf(url)}: ${answerOf(error)}`, {
    hint: 'Check the address and that the server is up.',
    cause: error,
  });
}
