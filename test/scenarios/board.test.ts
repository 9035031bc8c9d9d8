/**
 * The inventory board of the example shop in browsers: three people with their own warehouses, whatever they ask for; what
 * is low; the history of a product; and a booking that appears on open boards without reload, where it may be seen.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { until } from '../acceptance/server.ts';
import { copyShop, createCleanUp, lookIntoStore, type StoreLook } from '../acceptance/shop.ts';
import { systemClock } from '../../src/core/clock.ts';
import { launch, openAt, overflowOf, type Person, phone, skip, violationsOf } from '../e2e/browser.ts';
import { type EventReader, readEvents } from '../http/event-reader.ts';
import { type ShopServer, signInPeople, startShop } from './shop-server.ts';

const cleanUp = createCleanUp();
const complaints: string[] = [];
let server: ShopServer;
let store: StoreLook;
let people: Readonly<Record<'wes' | 'ella' | 'fay' | 'emma', Person>>;
type Name = keyof typeof people;

/** Who sees which warehouses. */
const warehouses = { wes: ['west'], ella: ['east', 'north'], fay: ['east', 'north', 'west'] } as const;
type Keeper = keyof typeof warehouses;
const keepers = Object.keys(warehouses) as readonly Keeper[];

/** A stock as the store keeps it, with what follows from it. */
interface Level {
  readonly warehouse: string;
  readonly sku: string;
  readonly level: number;
  readonly low: boolean;
}

/** What the setup has put there, worked out from the documents themselves. */
let levels: readonly Level[];

const pieces = (some: readonly Level[]): number => some.reduce((sum, { level }) => sum + level, 0);
const ownOf = (name: Keeper): Level[] =>
  levels.filter(({ warehouse }) => warehouses[name].some((own) => own === warehouse));
const written = (amount: number): string => new Intl.NumberFormat('en-SG').format(amount);

const open = (page: Page, path: string): Promise<void> => openAt(page, server.address + path);
const widget = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const inAll = (page: Page, amount: number) => widget(page, 'Pieces in all').getByText(written(amount), { exact: true });

interface Answer {
  readonly status: number;
  readonly outcome: string;
  readonly total: number;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

const headers = { 'x-millrace-request': 'test' };

/** Asks a dataset in somebody's session. */
async function query(name: Name, dataset: string, body: object = {}): Promise<Answer> {
  const { request } = people[name].context;
  const address = `${server.address}/api/v1/datasets/${dataset}/query`;
  const answer = await request.post(address, { headers, data: body });
  return { ...((await answer.json()) as Omit<Answer, 'status'>), status: answer.status() };
}

/** A run that has ended, and when. */
interface Booked {
  readonly outcome: string;
  readonly at: number;
}

/** Books goods in or out, as somebody, and waits for the end of the run. */
async function book(
  name: Name,
  parameters: { readonly warehouse: string; readonly sku: string; readonly change: number },
): Promise<Booked> {
  const { request } = people[name].context;
  const api = `${server.address}/api/v1`;
  const started = await request.post(`${api}/chainsets/inventory/chains/Book/run`, { headers, data: { parameters } });
  assert.equal(started.status(), 202, await started.text());
  const { id } = (await started.json()) as { id: string };
  let run: { outcome?: string; endedAt?: string } = {};
  await until(`the booking ${id} ends`, async () => {
    run = (await (await request.get(`${api}/runs/${id}`)).json()) as typeof run;
    return run.outcome !== undefined;
  });
  return { outcome: run.outcome ?? '', at: Date.parse(run.endedAt ?? '') };
}

/** When the sum of all pieces has come to a board by itself. */
async function arrival(page: Page, amount: number): Promise<number> {
  await inAll(page, amount).waitFor({ timeout: 30_000 });
  return systemClock.now();
}

/** Hears what the server tells somebody who looks at the board. */
async function listenAs({ context }: Person): Promise<EventReader> {
  const cookies = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const hears = await readEvents(server.address, { cookie: cookies });
  const address = `${server.address}/api/v1/dashboards/inventory/views/${randomUUID()}`;
  const opened = await context.request.put(address, { headers, data: { stream: hears.stream } });
  assert.equal(opened.status(), 200, await opened.text());
  return hears;
}

/** The sum of all pieces, where an event brings it: the second widget. */
function sumOf(data: { kind?: string; index?: number; picture?: { content?: { rows: unknown[][] } } }): unknown {
  return data.kind === 'widget' && data.index === 1 ? data.picture?.content?.rows[0]?.[0] : undefined;
}

describe('the inventory board of the shop', { skip }, () => {
  before(async () => {
    const folder = await copyShop(cleanUp);
    server = await startShop(folder, { add: cleanUp.add });
    store = await lookIntoStore(cleanUp, folder);
    levels = await store.query<Level>(
      `select body->>'warehouse' as warehouse, body->>'sku' as sku,
              (body->>'quantity')::int - (body->>'reserved')::int as level,
              (body->>'quantity')::int - (body->>'reserved')::int <=
                ceil((body->'dailySales'->>'$decimal')::numeric * (body->>'leadDays')::int * 1.2) as low
         from millrace.documents join millrace.collections on id = collection_id where name = 'stock'`,
    );
    const browser = await launch();
    cleanUp.add(() => browser.close());
    people = await signInPeople(['wes', 'ella', 'fay', 'emma'], { browser, address: server.address, complaints });
  });
  after(() => cleanUp.dispose());

  test('the first page leads those who may see it there', async () => {
    const { ella, emma } = people;
    await open(ella.page, '/');
    await ella.page.getByRole('link', { name: 'The inventory board' }).click();
    await ella.page.waitForURL(/\/dashboards\/inventory/);
    await open(emma.page, '/dashboards/inventory');
    await emma.page.getByRole('alert').first().waitFor();
    assert.equal(await widget(emma.page, 'Pieces in all').count(), 0);
  });

  for (const name of keepers) {
    test(`${name} sees ${warehouses[name].join(', ')}, and what is low there`, async () => {
      const { page } = people[name];
      const own = ownOf(name);
      const low = own.filter((one) => one.low);
      assert.ok(own.length === 24 * warehouses[name].length && low.length > 0 && low.length < own.length);
      await open(page, '/dashboards/inventory');
      await inAll(page, pieces(own)).waitFor();
      await widget(page, 'Low items').getByText(String(low.length), { exact: true }).waitFor();
      const table = widget(page, 'Everything').getByRole('table');
      assert.equal(await table.getAttribute('aria-rowcount'), String(own.length + 1));
      const first = await table.getByRole('row').nth(1).getByRole('cell').allInnerTexts();
      assert.ok(
        low.some(({ warehouse, sku }) => first[0] === warehouse && first[1] === sku),
        first.join(),
      );
      const others = levels
        .map(({ warehouse }) => warehouse)
        .filter((one) => own.every((mine) => mine.warehouse !== one));
      for (const other of new Set(others)) assert.equal(await table.getByRole('cell', { name: other }).count(), 0);
    });
  }

  test('what is low is marked in words in the bars, not by colour alone', async () => {
    const { page } = people.wes;
    const marked = widget(page, 'Levels').getByRole('img', { name: /, low: / });
    await until(
      'the bars are drawn',
      async () => (await marked.count()) === ownOf('wes').filter(({ low }) => low).length,
    );
  });

  /** Questions that a curious person asks; none of them is to show more than is theirs. */
  const probes: readonly { name: string; body: object; keep(level: Level): boolean }[] = [
    { name: 'everything', body: {}, keep: () => true },
    { name: 'a filter that is always true', body: { filter: 'true or warehouse = warehouse' }, keep: () => true },
    {
      name: 'the east, by parameter',
      body: { parameters: { warehouse: 'east' } },
      keep: (one) => one.warehouse === 'east',
    },
    { name: 'the west, by filter', body: { filter: "warehouse = 'west'" }, keep: (one) => one.warehouse === 'west' },
    { name: 'an order by somebody else’s', body: { sort: ['warehouse desc', 'level'], limit: 1000 }, keep: () => true },
    { name: 'what is low, counted', body: { filter: 'low', limit: 1 }, keep: (one) => one.low },
  ];
  for (const { name: probe, body, keep } of probes) {
    test(`the dataset gives everybody their own rows only: ${probe}`, async () => {
      for (const name of keepers) {
        const { records, total, status } = await query(name, 'inventory-status', body);
        const own = ownOf(name).filter(keep);
        assert.deepEqual([status, total], [200, own.length], name);
        const strangers = records.filter(({ warehouse }) => !warehouses[name].some((mine) => mine === warehouse));
        assert.deepEqual(strangers, [], name);
        if (!('limit' in body && body.limit === 1)) assert.equal(records.length, own.length, name);
      }
    });
  }

  test('what things cost is for finance: others get nothing, and cannot find it out by asking', async () => {
    for (const name of ['wes', 'ella'] as const) {
      const { records } = await query(name, 'inventory-status');
      assert.ok(
        records.every(({ value }) => value === null),
        name,
      );
      assert.equal((await query(name, 'inventory-status', { filter: 'value > 0' })).total, 0, name);
      assert.equal(
        (await query(name, 'inventory-status', { filter: 'value is null' })).total,
        ownOf(name).length,
        name,
      );
    }
    assert.equal((await query('fay', 'inventory-status', { filter: 'value > 0' })).total, levels.length);
    assert.equal((await query('emma', 'inventory-status')).status, 403);
  });

  test('the warehouses to choose from are one’s own, and so is the history', async () => {
    for (const name of keepers) {
      const { records } = await query(name, 'warehouses');
      assert.deepEqual(records.map(({ code }) => code).sort(), [...warehouses[name]].sort(), name);
      const history = await query(name, 'stock-history', { parameters: { product: 'TEA-001' } });
      assert.deepEqual(
        [...new Set(history.records.map(({ warehouse }) => warehouse))].sort(),
        [...warehouses[name]].sort(),
      );
    }
  });

  test('a product leads to its history, in one’s own warehouses, and back comes back', async () => {
    const { page } = people.ella;
    const row = widget(page, 'Everything').getByRole('row').nth(1);
    const [, sku = ''] = await row.getByRole('cell').allInnerTexts();
    await row.getByRole('link').first().click();
    await page.waitForURL(({ pathname, searchParams }) => {
      return pathname.endsWith('/Detail') && searchParams.get('product') === sku;
    });
    const history = widget(page, `Stock of ${sku}`);
    await history.getByRole('slider').waitFor();
    await history.getByRole('button', { name: /as a table$/ }).click();
    await history.getByRole('cell', { name: 'north' }).first().waitFor();
    await history.getByRole('cell', { name: 'east' }).first().waitFor();
    assert.equal(await history.getByRole('cell', { name: 'west' }).count(), 0);
    await page.goBack();
    await inAll(page, pieces(ownOf('ella'))).waitFor();
  });

  test('a booking appears on the open boards of those who may see it, without reload, and on no other', async (t) => {
    const { wes, ella, fay } = people;
    for (const name of keepers) {
      await open(people[name].page, '/dashboards/inventory');
      await inAll(people[name].page, pieces(ownOf(name))).waitFor();
      await people[name].page.evaluate('window.isStillThis = true');
    }
    const hears = await listenAs(people.wes);
    const before = { ella: pieces(ownOf('ella')), fay: pieces(levels), wes: pieces(ownOf('wes')) };
    const began = systemClock.now();
    const arrivals = [arrival(ella.page, before.ella + 1000), arrival(fay.page, before.fay + 1000)];
    const booked = await book('ella', { warehouse: 'east', sku: 'TEA-001', change: 1000 });
    assert.equal(booked.outcome, 'ok');
    for (const at of await Promise.all(arrivals)) {
      t.diagnostic(`the picture came ${at - began} ms after the order, ${at - booked.at} ms after the end of its run`);
    }
    // What Wes may see comes after it, so the other would be there, too.
    assert.equal((await book('wes', { warehouse: 'west', sku: 'TEA-001', change: 7 })).outcome, 'ok');
    await arrival(wes.page, before.wes + 7);
    await arrival(fay.page, before.fay + 1007);
    const heard = await hears.until(({ data }) => sumOf(data) === before.wes + 7);
    const sums = hears.events.slice(0, hears.events.indexOf(heard)).map(({ data }) => sumOf(data));
    assert.deepEqual([...new Set(sums.filter((sum) => sum !== undefined))], [before.wes]);
    assert.doesNotMatch(JSON.stringify(hears.events), /"(east|north)"/);
    hears.close();
    for (const name of keepers) assert.equal(await people[name].page.evaluate('window.isStillThis'), true, name);
  });

  test('nobody books in the warehouse of somebody else', async () => {
    const stored = (): Promise<{ quantity: number }[]> =>
      store.query(
        `select (body->>'quantity')::int as quantity from millrace.documents
           join millrace.collections on id = collection_id where name = 'stock' and body->>'warehouse' = 'east' and body->>'sku' = 'TEA-001'`,
      );
    const before = await stored();
    assert.equal(before.length, 1);
    assert.equal((await book('wes', { warehouse: 'east', sku: 'TEA-001', change: -5 })).outcome, 'invalid');
    assert.equal((await book('ella', { warehouse: 'east', sku: 'TEA-01', change: 5 })).outcome, 'invalid', 'a typo');
    assert.deepEqual(await stored(), before);
  });

  test('on a phone the board fits, keeps nobody out, and follows, too', async () => {
    const { page } = people.ella;
    await page.setViewportSize(phone);
    for (const path of ['/dashboards/inventory', '/dashboards/inventory/Detail?product=TEA-001']) {
      await open(page, path);
      await page.waitForFunction('!document.querySelector("[aria-busy=true]")');
      assert.deepEqual(await violationsOf(page), [], path);
      const wider = await overflowOf(page);
      assert.ok(wider <= 0, `${path} is ${wider} pixels too wide`);
    }
    await open(page, '/dashboards/inventory');
    const now = pieces(ownOf('ella')) + 1000;
    await arrival(page, now);
    assert.equal((await book('ella', { warehouse: 'north', sku: 'TEA-002', change: 3 })).outcome, 'ok');
    await arrival(page, now + 3);
  });

  test('the browsers had nothing to complain about', () => assert.deepEqual(complaints, []));
});
