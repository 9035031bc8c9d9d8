/** A partner of the example shop: sends it signed orders over HTTP, and looks at what they left in both stores. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import pg from 'pg';
import { type Caller, type ServerProcess, signIn, startServer, until } from '../acceptance/server.ts';
import { copyShop, type Disposer, lookIntoStore, type StoreLook } from '../acceptance/shop.ts';
import { type Gate, openGate } from './gate.ts';

const secret = 'what the shop and its partners agreed on';

/** Fewer orders than the example makes, and an accounting system that can go away. */
const edits = [
  { file: 'setup.yaml', from: 'default: 20000', to: 'default: 40' },
  { file: 'workspace.yaml', from: 'url: embedded:shop_accounting', to: 'url: "${secret.ACCOUNTING_URL}"' },
];

/** What was answered. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** As it came. */
  readonly text: string;
}

/** What is ordered; the rest is as usual. */
export interface Order {
  readonly id: string;
  readonly customer?: string;
  readonly sku?: string;
  readonly quantity?: number;
}

/** What is sent otherwise than a partner would: headers, the text, or the time of the signature. */
export interface Otherwise {
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly time?: number;
}

/** How often an order was kept, and how often it was told. */
export interface Counts {
  readonly documents: number;
  readonly rows: number;
  readonly instances: number;
  readonly mails: number;
}

/** The shop, served by a process of its own, and its partner `acme`. */
export class Partner {
  readonly administrator: Caller;
  /** Stands before the accounting system. */
  readonly accounting: Gate;
  readonly #address: string;
  readonly #store: StoreLook;

  constructor(parts: { server: ServerProcess; administrator: Caller; store: StoreLook; accounting: Gate }) {
    this.#address = parts.server.address;
    this.#store = parts.store;
    this.administrator = parts.administrator;
    this.accounting = parts.accounting;
  }

  async call(path: string, init: RequestInit = {}): Promise<Reply> {
    const response = await fetch(this.#address + path, { method: 'POST', ...init });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** Sends an order; unless said otherwise its delivery is named after the order. */
  send(order: Order, { headers = {}, text, time = Date.now() }: Otherwise = {}): Promise<Reply> {
    const body = text ?? JSON.stringify({ customer: 'C00001', sku: 'tea-001', quantity: 2, ...order });
    const timestamp = String(Math.floor(time / 1000));
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    const signed = { 'x-timestamp': timestamp, 'x-signature': signature };
    const usual = { 'content-type': 'application/json', 'x-event': 'order', 'x-delivery-id': order.id };
    return this.call('/hooks/shop/acme', { body, headers: { ...usual, ...signed, ...headers } });
  }

  /** Everything that an order may leave behind. */
  async leftBy(id: string) {
    const key = `acme-${id}`;
    const documents = await this.#store.query<{ body: Record<string, unknown> }>(
      `select body from millrace.documents join millrace.collections on id = collection_id
        where name = 'incoming-orders' and body->>'_id' = $1`,
      [key],
    );
    const instances = await this.#store.query<{ id: string; state: string }>(
      `select id, state from millrace.workflow_instances where public->'order'->>'id' = $1`,
      [id],
    );
    const mails = await this.#store.query(`select recipient from millrace.mails where subject = $1`, [
      `New order ${key}`,
    ]);
    return { documents: documents.map(({ body }) => body), rows: await this.#rowsOf(key), instances, mails };
  }

  async countsOf(id: string): Promise<Counts> {
    const { documents, rows, instances, mails } = await this.leftBy(id);
    return { documents: documents.length, rows: rows.length, instances: instances.length, mails: mails.length };
  }

  /** Waits until the warehouse was told of an order so many times. */
  told(id: string, times = 1): Promise<void> {
    return until(`the warehouse is told of ${id}`, async () => (await this.countsOf(id)).mails >= times);
  }

  /** A key for everything that this person may do. */
  async keyOf(owner: string): Promise<{ authorization: string }> {
    const made = await this.administrator.post<{ token: string }>('/keys', { name: `of ${owner}`, owner });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return { authorization: `Bearer ${made.body.token}` };
  }

  /** Accounting, asked past the gate. */
  async #rowsOf(key: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.#store.url('shop_accounting') });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(
        'select id, customer, "customerName", product, quantity, total from incoming_orders where id = $1',
        [key],
      );
      return rows;
    } catch (thrown) {
      // Before the first order there is no table.
      if (thrown instanceof pg.DatabaseError && thrown.code === '42P01') return [];
      throw thrown;
    } finally {
      await client.end();
    }
  }
}

/** Starts the shop, for as long as the tests of a file run. */
export async function startPartner(cleanUp: { add(dispose: Disposer): void }): Promise<Partner> {
  const folder = await copyShop(cleanUp, edits);
  const store = await lookIntoStore(cleanUp, folder);
  await store.query('create database shop_accounting');
  const accounting = await openGate(store.url());
  cleanUp.add(() => accounting.close());
  const server = await startServer(folder, {
    environment: { SHOP_HOOK: secret, ACCOUNTING_URL: accounting.url(store.url('shop_accounting')) },
    add: cleanUp.add,
  });
  return new Partner({ server, administrator: await signIn(server), store, accounting });
}
