/**
 * A real SMTP server on this machine: TLS, a password, mailboxes that refuse. Its certificate is valid for localhost until
 * 2126 and signed by nobody else; the key beside it protects nothing.
 */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import { text } from 'node:stream/consumers';

const file = (name: string): string => fileURLToPath(new URL(`./certificate/${name}`, import.meta.url));

/** What a process needs in its environment to trust the server. */
export const trust = { NODE_EXTRA_CA_CERTS: file('localhost.pem') } as const;

/** A mail that arrived. */
export interface ArrivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly encrypted: boolean;
  readonly parsed: ParsedMail;
}

/** A running server. */
export interface MailServer {
  readonly port: number;
  readonly arrived: ArrivedMail[];
  /** Recipients that are refused for as long as they are in it. */
  readonly refused: Set<string>;
  /** Breaks the connection off when a mail for one of them has been handed over, before it is confirmed. */
  readonly breaksOff: Set<string>;
  /** How many recipients were named to it, refused ones too. */
  readonly named: string[];
  close(): Promise<void>;
}

/** Starts one; `implicit`: encrypted from the start (smtps), otherwise by STARTTLS. */
export async function startMailServer(options: {
  user: string;
  password: string;
  implicit: boolean;
}): Promise<MailServer> {
  const [key, cert] = await Promise.all([readFile(file('localhost.key.pem')), readFile(file('localhost.pem'))]);
  const state = {
    arrived: [] as ArrivedMail[],
    refused: new Set<string>(),
    breaksOff: new Set<string>(),
    named: [] as string[],
  };
  const server = new SMTPServer({
    key,
    cert,
    secure: options.implicit,
    onAuth: ({ username, password }, session, done) => {
      if (!session.secure) return done(Object.assign(new Error('say it in secret'), { responseCode: 538 }));
      if (username === options.user && password === options.password) return done(null, { user: username });
      done(Object.assign(new Error('no such user or password'), { responseCode: 535 }));
    },
    onRcptTo: ({ address }, _session, done) => {
      state.named.push(address);
      if (state.refused.has(address))
        return done(Object.assign(new Error(`no mailbox ${address} here`), { responseCode: 550 }));
      done();
    },
    onData: (stream, { envelope, secure }, done) => {
      const to = envelope.rcptTo.map(({ address }) => address);
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      void text(stream)
        .then(simpleParser)
        .then((parsed) => {
          state.arrived.push({ from, to, encrypted: secure, parsed });
          if (to.some((address) => state.breaksOff.has(address)))
            for (const connection of server.connections) connection.close();
          else done();
        });
    },
  });
  // A client that leaves in the middle is what some tests are about.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const closed = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { ...state, port: (listening.address() as AddressInfo).port, close: closed };
}
