/** The one edit: the shop's documents in a server that speaks MongoDB's protocol, instead of Millrace's own. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Decimal128 } from 'mongodb';
import { type MongodbServer, startMongodbServer, withDatabase } from '../conformance/document-stands.ts';
import { expectedSales, shopOrders } from './expected-sales.ts';
import { copyShop, createCleanUp, type Edit, lookIntoStore, millrace, type StoreLook } from './shop.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

/** All there is to change, as the comment in the example says. */
const toMongodb: Edit = {
  file: 'workspace.yaml',
  from: 'name: shop\ntype: embedded\n',
  to: 'name: shop\ntype: mongodb\nurl: "${secret.SHOP_MONGODB_URL}"\n',
};

/** This server takes minutes to upsert what a MongoDB takes at once: set-up makes fewer, the rest is inserted by hand. */
const fewer: readonly Edit[] = [
  { file: 'setup.yaml', from: 'default: 20000', to: 'default: 400' },
  { file: 'setup.yaml', from: 'default: 1200', to: 'default: 100' },
  { file: 'workspace.yaml', from: ', setup.LoadStock, setup.LoadEmployees]', to: ']' },
];

interface OrderDocument {
  readonly _id: string;
  readonly orderedAt: Date;
  readonly items: readonly { category: string; quantity: number; price: Decimal128 }[];
}

const zoneOfShop = (instant: Date): string => new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);

describe('the shop over MongoDB', () => {
  let folder: string;
  let server: MongodbServer;
  let url: string;
  let store: StoreLook;
  let orders: OrderDocument[];

  const run = (typed: readonly string[]) =>
    millrace(['run', ...typed, '--workspace', folder], { environment: { SHOP_MONGODB_URL: url } });

  before(async () => {
    server = await startMongodbServer({ after: cleanUp.add });
    url = server.url;
    folder = await copyShop(cleanUp, [toMongodb, ...fewer]);
    store = await lookIntoStore(cleanUp, folder);
    const first = await run(['setup.Products']);
    assert.equal(first.exit, 0, first.err);
    orders = await withDatabase(url, (database) => database.collection<OrderDocument>('orders').find().toArray());
  });

  test('set-up loads it there, in types of its own, and nothing into Millrace', async () => {
    assert.equal(orders.length, 400);
    const [order] = orders;
    assert.ok(order?.orderedAt instanceof Date);
    assert.ok(order.items[0]?.price instanceof Decimal128);
    assert.equal(typeof order.items[0].quantity, 'number');
    const counts = await withDatabase(url, (database) =>
      Promise.all(['products', 'customers'].map((name) => database.collection(name).countDocuments())),
    );
    assert.deepEqual(counts, [24, 100]);
    assert.deepEqual(await store.query('select name from millrace.collections'), []);
  });

  /** The last day with orders, which is the one before the set-up. */
  const lastDay = (): string =>
    orders.map(({ orderedAt }) => zoneOfShop(orderedAt)).reduce((last, day) => (day > last ? day : last), '');

  const reported = async (day: string) => {
    const report = await run(['sales.GenerateDailySalesReport', '--param', `day=${day}`]);
    assert.equal(report.exit, 0, report.err);
    const lines = report.records<{ category: string; revenue: string; orders: number }>();
    return lines.map(({ category, revenue, orders: count }) => ({ category, revenue, orders: count }));
  };

  test('the report reads what set-up wrote, writes its workbook and mails it', async () => {
    const day = lastDay();
    assert.deepEqual(await reported(day), expectedSales(1, shopOrders(400)));
    const files = await store.query<{ name: string }>('select name from millrace.run_files');
    assert.deepEqual(files, [{ name: `sales-${day}.xlsx` }]);
    const mails = await store.query('select state, recipient from millrace.mails');
    assert.deepEqual(mails, [{ state: 'kept', recipient: 'management@example.com' }]);
  });

  test('over all 20,000 orders it gives the numbers that it gives with embedded documents', async () => {
    const today = Date.parse(`${lastDay()}T00:00:00+08:00`) + 86_400_000;
    const documents = shopOrders()
      .slice(400)
      .map(({ id, daysBefore, seconds, items }) => ({
        _id: id,
        orderedAt: new Date(today - daysBefore * 86_400_000 + seconds * 1000),
        items: items.map(({ category, quantity, cents }) => ({
          category,
          quantity,
          price: Decimal128.fromString((cents / 100).toFixed(2)),
        })),
      }));
    orders = await withDatabase(url, async (database) => {
      const collection = database.collection<OrderDocument>('orders');
      for (let at = 0; at < documents.length; at += 2000) await collection.insertMany(documents.slice(at, at + 2000));
      return collection.find().toArray();
    });
    assert.equal(orders.length, 20_000);
    assert.deepEqual(await reported(lastDay()), expectedSales(1));
  });

  test('the clean-up deletes there what is too old, and no more', async () => {
    const limit = Date.parse(`${lastDay()}T00:00:00+08:00`) - 59 * 86_400_000;
    const kept = orders.filter(({ orderedAt }) => orderedAt.getTime() >= limit).map(({ _id }) => _id);
    assert.ok(kept.length < orders.length && kept.length > 0);
    const deleted = await run(['upkeep.DeleteOldOrders', '--param', 'days=60']);
    assert.equal(deleted.exit, 0, deleted.err);
    const left = await withDatabase(url, (database) =>
      database
        .collection<OrderDocument>('orders')
        .find({}, { projection: { _id: 1 } })
        .toArray(),
    );
    assert.deepEqual(left.map(({ _id }) => _id).sort(), kept.sort());
  });

  test('without its server the report ends upstream, and says which connection and what to do', async () => {
    await server.kill();
    const report = await run(['sales.GenerateDailySalesReport']);
    assert.equal(report.exit, 3, report.err);
    assert.match(report.err, /^upstream /m);
    assert.match(report.err, /error orders: .*shop.*\[connection_failed\]\n {4}\S/);
    assert.doesNotMatch(report.err, /file sales/);
  });
});
