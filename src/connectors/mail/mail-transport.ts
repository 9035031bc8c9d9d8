import type { ConnectorKind } from '../../model/connection.ts';

/** A message that is ready to leave, to one recipient. */
export interface OutgoingMessage {
  readonly from: string;
  readonly to: string;
  /** In RFC 5322 form. */
  readonly source: Uint8Array;
}

/** How it went: `kept` by the development transport, which sends nothing. */
export interface Delivery {
  readonly state: 'sent' | 'kept';
  /** What the server answered. */
  readonly detail: string;
}

/** A way for mail to leave. */
export interface MailTransport {
  /** The sender where a step names none. */
  readonly from: string;
  /**
   * Throws `recipient_refused` if the server does not take this recipient, `connection_failed` if it cannot be spoken to,
   * `effect_uncertain` if it broke off after it was given the whole message and before it said a word. When the signal
   * fires the connection is closed at once, and it is the same as if the server had.
   */
  send(message: OutgoingMessage, signal?: AbortSignal): Promise<Delivery>;
}

/** Connections that mail leaves by. */
export const mailKind: ConnectorKind<MailTransport> = { name: 'mail' };
