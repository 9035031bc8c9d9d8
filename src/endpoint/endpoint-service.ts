/** What the HTTP server and its pages need of endpoints; `main.ts` wires it. */
import type { ErrorCode } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';
import type { AccessObject } from '../access/permission.ts';
import type { Delivery, DeliveryState } from '../model/delivery.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Principal } from '../model/principal.ts';
import type { SignatureRule } from './signature.ts';

/** A call as it comes in, before anything of it was believed. */
export interface EndpointCall {
  readonly method: string;
  /** Below `/hooks`, encoded: `/shop/acme`. */
  readonly path: string;
  /** Without `?`. */
  readonly query: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly address: string;
  /** Fires when the caller leaves. */
  readonly signal: AbortSignal;
  /** Finds out who is calling by an API key or by a session of our own pages; asked only where that counts. */
  identify(): Promise<Principal | undefined>;
  /** True for a call from the endpoint's own page: whoever is signed in there needs no API key. */
  readonly trial?: boolean;
  /** Reads the body; throws `too_large` past the limit (bytes). */
  receive(limit: number): Promise<Uint8Array>;
}

/** What is answered. */
export interface EndpointReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Undefined where no endpoint has this address. */
  readonly endpoint?: string;
  /** Undefined where the call did not concern us. */
  readonly outcome?: Outcome;
  readonly code?: ErrorCode;
  /** True where this is the answer that an earlier delivery got. */
  readonly repeated: boolean;
}

/** What is called. */
export type EndpointTarget =
  | { readonly kind: 'chain'; readonly chain: string }
  | { readonly kind: 'start'; readonly workflow: string }
  | { readonly kind: 'send'; readonly event: string };

/** What a caller has to know, and its pages show. */
export interface EndpointContract extends AccessObject {
  readonly name: string;
  readonly description?: string;
  readonly enabled: boolean;
  readonly method: string;
  /** With `/hooks`: `/hooks/shop/{source}`. */
  readonly path: string;
  /** `none`, `key`, `session`, `hmac`, or the name of a preset. */
  readonly auth: string;
  /** In a sentence. */
  readonly authWords: string;
  /** How to sign, where callers sign. */
  readonly signature?: Omit<SignatureRule, 'secrets'>;
  readonly runAs?: string;
  readonly target: EndpointTarget;
  readonly respond: 'result' | 'receipt';
  readonly records: 'one' | 'many';
  /** The status of an answer with records. */
  readonly status: number;
  readonly when?: string;
  readonly idempotency?: { readonly key: string; readonly within: number };
  readonly limits: { readonly rates: readonly string[]; readonly body: number; readonly concurrent?: number };
  readonly parameters: readonly string[];
  /** Headers and query parameters that its expressions name. */
  readonly headers: readonly string[];
  readonly query: readonly string[];
  readonly input?: readonly DeclaredField[];
  readonly output: readonly { readonly name: string; readonly type: string }[];
  /** What it answers, with what each status means. */
  readonly answers: readonly { readonly status: number; readonly meaning: string }[];
  /** False where an error must be corrected first. */
  readonly runnable: boolean;
  readonly file: string;
}

/** What became of the deliveries of the last 24 hours; times in milliseconds. */
export interface EndpointFigures {
  readonly deliveries: number;
  readonly ignored: number;
  /** Answered with a status of 400 to 499, and of 500 or more. */
  readonly refused: number;
  readonly failed: number;
  readonly p50?: number;
  readonly p99?: number;
}

/** Which deliveries are wanted: the newest first, those before the delivery `before`. */
export interface DeliveryFilter {
  readonly endpoint: string;
  readonly state?: DeliveryState;
  readonly outcome?: Outcome;
  readonly key?: string;
  readonly before?: string;
  readonly limit: number;
}

/** What became of an accepted delivery. */
export interface Receipt {
  readonly delivery: string;
  readonly state: 'queued' | 'running' | 'ended';
  readonly outcome?: Outcome;
  readonly run?: string;
  readonly records?: number;
  readonly rejected?: number;
  readonly problem?: { readonly code: ErrorCode; readonly message: string; readonly hint?: string };
}

/** Who asks for a redelivery, and from where. */
export interface RedeliveryOrder {
  readonly id: string;
  readonly principal: Principal;
  readonly address: string;
}

/** A call that somebody sends from the endpoint's own page. */
export interface TrialOrder {
  readonly endpoint: string;
  readonly principal: Principal;
  readonly address: string;
  readonly signal: AbortSignal;
  /** Values of the path's parameters. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** As it is sent; undefined for none. */
  readonly body?: string;
}

/** The service. */
export interface EndpointService {
  /** Takes a call; everything that can go wrong is in the reply. */
  receive(call: EndpointCall): Promise<EndpointReply>;
  /** The receipt of an accepted delivery, to whoever has its token. */
  receipt(id: string, token: string): Promise<Receipt | undefined>;
  contracts(): readonly EndpointContract[];
  figures(): Promise<ReadonlyMap<string, EndpointFigures>>;
  deliveries(filter: DeliveryFilter): Promise<readonly Delivery[]>;
  delivery(id: string): Promise<Delivery | undefined>;
  /** True if a delivery can be worked on again. */
  canRedeliver(delivery: Delivery): boolean;
  /** Works on a delivery again that did not succeed; throws `conflict` where that cannot be. */
  redeliver(order: RedeliveryOrder): Promise<Delivery>;
  /** Sends a call through all the stages as whoever tries it, signed for them where callers sign. */
  trial(order: TrialOrder): Promise<EndpointReply>;
}
