/**
 * Orders from outside, over the example and as its partners call it: a server in a process of its own, real HTTP, both
 * stores, and an accounting system that goes away and comes back.
 */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { ended, until } from '../acceptance/server.ts';
import { createCleanUp } from '../acceptance/shop.ts';
import { type Order, type Otherwise, type Partner, type Reply, startPartner } from './partner.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

let partner: Partner;
before(async () => {
  partner = await startPartner(cleanUp);
});

const once = { documents: 1, rows: 1, instances: 1, mails: 1 };
const nothing = { documents: 0, rows: 0, instances: 0, mails: 0 };

interface Standing {
  readonly event: string;
  readonly instance: { id: string; workflow: string; state: string; version: number; final: boolean };
}

const standing = ({ text }: Reply): Standing => JSON.parse(text) as Standing;

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly outcome: string;
  readonly request: string;
  readonly run?: string;
  readonly issues?: readonly { path: string; message: string; code: string }[];
}

/** A problem document (RFC 9457), looked at as one. */
function problemOf(reply: Reply): Problem {
  assert.match(reply.headers.get('content-type') ?? '', /^application\/problem\+json/, reply.text);
  const problem = JSON.parse(reply.text) as Problem;
  assert.equal(problem.status, reply.status);
  assert.equal(problem.type, `urn:millrace:error:${problem.code}`);
  assert.ok(problem.title.length > 0 && problem.detail.length > 0, reply.text);
  // Whoever runs the server finds the delivery by it.
  assert.equal(problem.request, reply.headers.get('millrace-delivery'));
  return problem;
}

describe('a signed order', () => {
  let first: Reply;
  before(async () => {
    first = await partner.send({ id: 'first' });
    assert.equal(first.status, 201, first.text);
    await partner.told('first');
  });

  test('is validated, completed, and stored in the document store and in accounting', async () => {
    const { event, instance } = standing(first);
    assert.deepEqual(
      [instance.workflow, instance.state, instance.final, instance.version],
      ['process-webhook', 'stored', false, 1],
    );
    assert.equal(event, first.headers.get('millrace-delivery'));
    const { documents, rows, instances, mails } = await partner.leftBy('first');
    const { receivedAt, ...document } = documents[0] ?? {};
    assert.deepEqual(document, {
      _id: 'acme-first',
      source: 'acme',
      customer: 'C00001',
      customerName: 'Hiro Novak',
      sku: 'TEA-001',
      product: 'Sencha',
      quantity: 2,
      price: { $decimal: '12.50' },
      total: { $decimal: '25.00' },
    });
    assert.ok(receivedAt !== undefined);
    assert.deepEqual(rows, [
      {
        ...{ id: 'acme-first', customer: 'C00001', customerName: 'Hiro Novak' },
        ...{ product: 'Sencha', quantity: '2', total: '25.00' },
      },
    ]);
    assert.deepEqual([documents.length, instances, mails.length], [1, [{ id: instance.id, state: 'stored' }], 1]);
  });

  test('the next chain ran after the commit, once', async () => {
    interface Entry {
      kind: string;
      name: string;
      at: string;
      outcome: string;
      actions: { chain: string; run: string; outcome: string }[];
    }
    const { body } = await partner.administrator.get<{ entries: Entry[] }>(
      `/instances/${standing(first).instance.id}/history`,
    );
    const [announced, received] = body.entries;
    assert.equal(body.entries.length, 2);
    assert.deepEqual(
      [received, announced].map((entry) => [entry?.kind, entry?.name, entry?.outcome, entry?.actions[0]?.chain]),
      [
        ['event', 'receive', 'ok', 'intake.ValidateAndStore'],
        ['action', 'stored.onEntry.1', 'ok', 'intake.Announce'],
      ],
    );
    const run = await partner.administrator.get<{ startedAt: string; outcome: string }>(
      `/runs/${announced?.actions[0]?.run}`,
    );
    assert.equal(run.body.outcome, 'ok');
    assert.ok(Date.parse(run.body.startedAt) >= Date.parse(received?.at ?? ''), 'it began before the commit');
  });

  test('a repeated delivery changes nothing and gets the first answer, byte for byte', async () => {
    const left = await partner.leftBy('first');
    const again = await Promise.all([
      partner.send({ id: 'first' }),
      partner.send({ id: 'first' }),
      partner.send({ id: 'first' }),
    ]);
    for (const reply of again) {
      assert.deepEqual([reply.status, reply.text], [first.status, first.text]);
      assert.equal(reply.headers.get('content-type'), first.headers.get('content-type'));
      assert.equal(reply.headers.get('millrace-delivery'), first.headers.get('millrace-delivery'));
      assert.equal(reply.headers.get('idempotency-replayed'), 'true');
    }
    assert.deepEqual(await partner.leftBy('first'), left);
  });

  test('under a new name it is another instance, but still stored once in both', async () => {
    const renamed = await partner.send({ id: 'first' }, { headers: { 'x-delivery-id': 'first, another time' } });
    assert.equal(renamed.status, 201, renamed.text);
    assert.notEqual(standing(renamed).instance.id, standing(first).instance.id);
    await partner.told('first', 2);
    assert.deepEqual(await partner.countsOf('first'), { documents: 1, rows: 1, instances: 2, mails: 2 });
  });

  test('when the warehouse says that it left, its instance is in its final state', async () => {
    const wes = await partner.keyOf('wes');
    const { instance } = standing(first);
    const shipped = await partner.call(`/hooks/orders/${instance.id}/shipped`, { headers: wes });
    assert.equal(shipped.status, 200, shipped.text);
    assert.deepEqual(standing(shipped).instance, { ...instance, state: 'shipped', version: 2, final: true });
    const seen = await partner.administrator.get<{ state: string; final: boolean }>(`/instances/${instance.id}`);
    assert.deepEqual([seen.body.state, seen.body.final], ['shipped', true]);
  });
});

describe('what is refused, each as a problem document', () => {
  const cases: readonly {
    name: string;
    otherwise?: Otherwise;
    order?: Omit<Order, 'id'>;
    status: number;
    code: string;
    detail: RegExp;
    issue?: string;
    /** True where a chain looked at it. */
    ran?: boolean;
  }[] = [
    {
      name: 'a signature by another secret',
      otherwise: { headers: { 'x-signature': createHmac('sha256', 'guessed').update('x').digest('hex') } },
      ...{ status: 401, code: 'bad_signature', detail: /signature/i },
    },
    {
      name: 'a signature of an hour ago',
      otherwise: { time: Date.now() - 3_600_000 },
      ...{ status: 401, code: 'bad_signature', detail: /too long ago/ },
    },
    {
      name: 'no signature',
      otherwise: { headers: { 'x-signature': '' } },
      ...{ status: 401, code: 'bad_signature', detail: /./ },
    },
    {
      name: 'more than 64 kB',
      otherwise: { text: JSON.stringify({ id: 'x'.repeat(65 * 1024) }) },
      ...{ status: 413, code: 'too_large', detail: /larger than/ },
    },
    {
      name: 'a form instead of JSON',
      otherwise: { text: 'id=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      ...{ status: 415, code: 'wrong_media_type', detail: /JSON/ },
    },
    {
      name: 'half of a JSON',
      otherwise: { text: '{"id":' },
      ...{ status: 400, code: 'invalid_input', detail: /not JSON/ },
    },
    {
      name: 'a quantity of none',
      order: { quantity: 0 },
      ...{ status: 422, code: 'invalid_input', detail: /quantity/, issue: 'body.quantity' },
    },
    {
      name: 'a customer whom nobody knows',
      order: { customer: 'C99999' },
      ...{ status: 422, code: 'validation_failed', detail: /no customer C99999/, issue: '[0]', ran: true },
    },
    {
      name: 'more than are sold here',
      order: { quantity: 1001 },
      ...{ status: 422, code: 'validation_failed', detail: /by telephone/, issue: '[0]', ran: true },
    },
  ];
  for (const [at, { name, otherwise = {}, order = {}, status, code, detail, issue, ran = false }] of cases.entries()) {
    test(`${status}: ${name}`, async () => {
      const id = `refused-${at}`;
      const reply = await partner.send({ id, ...order }, otherwise);
      assert.equal(reply.status, status, reply.text);
      const problem = problemOf(reply);
      assert.equal(problem.code, code);
      assert.match(problem.detail, detail);
      assert.equal(problem.issues?.[0]?.path, issue);
      assert.equal(problem.run !== undefined, ran, reply.text);
      if (problem.run !== undefined) {
        const run = await ended(partner.administrator, problem.run);
        assert.deepEqual([run.chain, run.outcome, run.problems[0]?.code], ['intake.ValidateAndStore', 'invalid', code]);
      }
      assert.deepEqual(await partner.countsOf(id), nothing);
    });
  }

  test('422: the name of an earlier delivery with another body', async () => {
    assert.equal((await partner.send({ id: 'twice' })).status, 201);
    const other = await partner.send({ id: 'twice', quantity: 3 });
    assert.deepEqual([other.status, problemOf(other).code], [422, 'repeat_differs']);
    await partner.told('twice');
    assert.deepEqual(await partner.countsOf('twice'), once);
    assert.equal((await partner.leftBy('twice')).rows[0]?.['quantity'], '2');
  });

  test('what was refused for good gets the same answer again', async () => {
    const first = await partner.send({ id: 'for good', customer: 'C99999' });
    const again = await partner.send({ id: 'for good', customer: 'C99999' });
    assert.deepEqual([again.status, again.text], [first.status, first.text]);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
  });

  describe('from the warehouse, by key', () => {
    let instance: string;
    const shipped = (headers: Record<string, string> = {}) =>
      partner.call(`/hooks/orders/${instance}/shipped`, { headers });
    before(async () => {
      const order = await partner.send({ id: 'to be shipped' });
      assert.equal(order.status, 201, order.text);
      instance = standing(order).instance.id;
    });
    const stateNow = async (): Promise<string | undefined> =>
      (await partner.leftBy('to be shipped')).instances[0]?.state;

    test('401: without a key, and with one that never was', async () => {
      const unknown = { authorization: `Bearer mr_${'x'.repeat(43)}` };
      for (const headers of [undefined, unknown]) {
        const reply = await shipped(headers);
        assert.deepEqual([reply.status, problemOf(reply).code], [401, 'unauthenticated']);
      }
      assert.equal(await stateNow(), 'stored');
    });

    test('403: the key of somebody who does not work there', async () => {
      const reply = await shipped(await partner.keyOf('emma'));
      const problem = problemOf(reply);
      assert.deepEqual([reply.status, problem.code, problem.outcome], [403, 'denied', 'denied'], reply.text);
      assert.match(problem.detail, /order-shipped/);
      assert.equal(await stateNow(), 'stored');
    });

    test('404: an order that never was', async () => {
      const reply = await partner.call('/hooks/orders/01a20885-0000-7000-8000-000000000000/shipped', {
        headers: await partner.keyOf('wes'),
      });
      assert.deepEqual([reply.status, problemOf(reply).code], [404, 'not_found']);
    });

    test('409: an order that has left already', async () => {
      const wes = await partner.keyOf('wes');
      assert.equal((await shipped(wes)).status, 200);
      const again = await shipped(wes);
      assert.deepEqual([again.status, problemOf(again).outcome], [409, 'conflict'], again.text);
      assert.equal(await stateNow(), 'shipped');
    });
  });
});

describe('accounting is down', () => {
  test('502 for as long as it is; then the repeat succeeds, and stores once', async () => {
    partner.accounting.shut();
    const replies = [await partner.send({ id: 'down' }), await partner.send({ id: 'down' })];
    for (const reply of replies) {
      const problem = problemOf(reply);
      assert.deepEqual(
        [reply.status, problem.code, problem.outcome],
        [502, 'connection_failed', 'upstream'],
        reply.text,
      );
      // Where accounting lies is nothing to a partner.
      assert.doesNotMatch(reply.text, /127\.0\.0\.1|localhost|accounting/);
      const run = await ended(partner.administrator, problem.run ?? '');
      assert.deepEqual([run.chain, run.outcome], ['intake.ValidateAndStore', 'upstream']);
      assert.equal(reply.headers.get('idempotency-replayed'), null);
    }
    const { rows, mails } = await partner.countsOf('down');
    assert.deepEqual([rows, mails], [0, 0]);
    partner.accounting.open();
    const good = await partner.send({ id: 'down' });
    assert.equal(good.status, 201, good.text);
    assert.equal(standing(good).instance.state, 'stored');
    // Every attempt is the same delivery.
    const deliveries = new Set([...replies, good].map(({ headers }) => headers.get('millrace-delivery')));
    assert.equal(deliveries.size, 1);
    await partner.told('down');
    assert.deepEqual(await partner.countsOf('down'), once);
    const again = await partner.send({ id: 'down' });
    assert.deepEqual([again.status, again.text], [good.status, good.text]);
    assert.deepEqual(await partner.countsOf('down'), once);
  });
});

describe('too often', () => {
  test('429 with the time to wait; after it the order is taken', async () => {
    // A ping does not concern the endpoint, but counts.
    const ping = { headers: { 'x-event': 'ping' } };
    let limited: Reply | undefined;
    await until('it is too much', async () => {
      const replies = await Promise.all(Array.from({ length: 40 }, () => partner.send({ id: 'ping' }, ping)));
      limited = replies.find(({ status }) => status !== 204);
      return limited !== undefined;
    });
    const problem = problemOf(limited!);
    assert.deepEqual([limited?.status, problem.code, problem.outcome], [429, 'rate_limited', 'busy'], limited?.text);
    assert.match(limited?.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    let order: Reply | undefined;
    await until('an order is taken', async () => {
      order = await partner.send({ id: 'patient' });
      return order.status !== 429;
    });
    assert.equal(order?.status, 201, order?.text);
    await partner.told('patient');
    assert.deepEqual(await partner.countsOf('patient'), once);
  });
});
