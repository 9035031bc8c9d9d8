/**
 * Boards and datasets in a real browser, over a real server: a board follows its data without reload, its controls and
 * clicks stand in the address, the keyboard reaches everything, and every view fits and keeps nobody out, by axe.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type ServerProcess, startServer } from '../acceptance/server.ts';
import { createCleanUp } from '../acceptance/shop.ts';
import { boardWorkspace } from './board-workspace.ts';
import { desk, launch, openAt, openWindow, overflowOf, phone, skip, violationsOf } from './browser.ts';

const cleanUp = createCleanUp();
let browser: Browser;
let server: ServerProcess;
let session: BrowserContext;
let page: Page;
/** What went wrong in the browser itself. */
const complaints: string[] = [];

const widget = (name: string, on: Page = page) => on.getByRole('region', { name, exact: true });

const open = (path: string, on: Page = page): Promise<void> => openAt(on, server.address + path);

/** Calls the API as the page does. */
async function call(path: string, data: unknown): Promise<number> {
  const headers = { origin: server.address, 'sec-fetch-site': 'same-origin' };
  const answer = await session.request.post(server.address + path, { data, headers });
  return answer.status();
}

async function setLevel(product: string, warehouse: string, level: number): Promise<void> {
  const status = await call('/api/v1/chainsets/stock/chains/SetLevel/run', {
    parameters: { product, warehouse, level },
  });
  assert.equal(status, 202);
}

/** Another system, which sometimes is down. */
const other = { level: 7, isDown: false };

/** Starts it; gives its address. */
async function startOther(): Promise<string> {
  const source = createServer((_request, response) => {
    response.writeHead(other.isDown ? 503 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ level: other.level }));
  });
  await new Promise<void>((listening) => source.listen(0, '127.0.0.1', listening));
  cleanUp.add(() => void source.close());
  return `http://127.0.0.1:${(source.address() as AddressInfo).port}`;
}

/** A board over the other system; who writes to the tag `tank` has it asked anew. */
const tankWorkspace = (address: string): string => `kind: chainset
name: tank
chains:
  Level:
    steps:
      - uses: http.request
        with: { url: "${address}", timeout: 2s, columns: { level: integer } }
  Touch:
    steps:
      - uses: records
        with: { columns: { _id: text }, records: [{ _id: touched }] }
      - uses: documents.write
        with: { connection: shop, collection: touches, mode: upsert, key: [_id], tags: [tank] }
---
kind: dataset
name: tank-level
chain: tank.Level
cache: { tags: [tank] }
---
kind: dashboard
name: tank
pages:
  - name: All
    widgets:
      - { type: number, dataset: tank-level, value: sum(level), at: [0, 0, 4, 3], title: Level }
`;

const touch = (): Promise<number> => call('/api/v1/chainsets/tank/chains/Touch/run', { parameters: {} });

describe('boards', { skip }, () => {
  before(async () => {
    const folder = await boardWorkspace(cleanUp.add);
    await writeFile(join(folder, 'tank.yaml'), tankWorkspace(await startOther()));
    server = await startServer(folder, { add: cleanUp.add });
    browser = await launch();
    cleanUp.add(() => browser.close());
    ({ context: session, page } = await openWindow(browser, complaints));
    await page.goto(server.link);
    await page.waitForURL(`${server.address}/`);
  });
  after(() => cleanUp.dispose());

  test('a board is found in the list and shows what its dataset says', async () => {
    await open('/dashboards');
    await page.getByRole('link', { name: 'inventory' }).click();
    await widget('Low items').getByText('5', { exact: true }).waitFor();
    await widget('On stock').getByText('276 pcs').waitFor();
    await widget('Levels').getByRole('link', { name: 'Earl Grey, not low: 85' }).waitFor();
    assert.equal(await widget('All items').getByRole('row').count(), 13);
    assert.equal(
      await widget('Shares').getByRole('listitem').filter({ hasText: 'Stoneware Mug' }).innerText(),
      'Stoneware Mug\n67\n24.3%',
    );
  });

  test('a change of the stock appears on open boards without reload', async () => {
    const other = await session.newPage();
    await open('/dashboards/inventory', other);
    await widget('On stock', other).getByText('276 pcs').waitFor();
    await setLevel('Sencha', 'SIN', 50);
    await widget('On stock').getByText('326 pcs').waitFor();
    await widget('On stock', other).getByText('326 pcs').waitFor();
    await widget('Low items').getByText('4', { exact: true }).waitFor();
    await widget('Levels').getByRole('link', { name: 'Sencha, not low: 50' }).waitFor();
    await other.close();
    await setLevel('Sencha', 'SIN', 0);
    await widget('On stock').getByText('276 pcs').waitFor();
  });

  test('a select offers what a dataset says, and its choice stands in the address', async () => {
    await page.getByRole('combobox', { name: 'Warehouse' }).click();
    await page.getByRole('option', { name: 'Berlin' }).click();
    await page.waitForURL(/warehouse=BER/);
    await widget('On stock').getByText('141 pcs').waitFor();
    await page.reload();
    await widget('On stock').getByText('141 pcs').waitFor();
    await page.waitForFunction('[...document.querySelectorAll("input")].some((input) => input.value === "Berlin")');
  });

  test('a row opens the page of its product, and back comes back', async () => {
    await widget('All items').getByRole('link', { name: 'Oolong' }).first().click();
    await page.waitForURL(/\/Detail\?.*product=Oolong/);
    await widget('History of Oolong').getByRole('slider').waitFor();
    assert.match(page.url(), /warehouse=BER/);
    await page.goBack();
    await widget('On stock').getByText('141 pcs').waitFor();
  });

  test('bars, points and rows are walked by the keyboard alone', async () => {
    await open('/dashboards/inventory');
    await widget('Levels').getByRole('link').first().focus();
    await page.keyboard.press('ArrowRight');
    const focused = await page.evaluate<string>('document.activeElement.getAttribute("aria-label")');
    assert.match(focused, /: \d+$/);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/Detail\?product=/);
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('End');
    assert.match((await slider.getAttribute('aria-valuetext')) ?? '', /^30 Mar 2026|^31 Mar 2026/);
    await page.getByRole('button', { name: /as a table$/ }).press('Enter');
    await page.getByRole('table').getByRole('columnheader', { name: 'level' }).waitFor();
  });

  test('a widget without what it needs says what to choose', async () => {
    await open('/dashboards/inventory/Detail');
    await page.getByText('Choose first').waitFor();
    await page.getByLabel('Product').fill('Sencha');
    await page.getByLabel('Product').press('Enter');
    await widget('History of Sencha').getByRole('slider').waitFor();
  });

  test('what fails says so with its run, and does not hold up the rest', async () => {
    await open('/dashboards/troubles');
    await widget('Nothing fits').getByText('No data').waitFor();
    await widget('Many rows').getByText('The first 1,000 of 30,000.').waitFor();
    await widget('Another system').getByText('cannot be reached').waitFor();
    await widget('Another system').getByRole('link', { name: 'See the run' }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  });

  test('when its source fails, a widget keeps its last good picture, with its age and a mark that says why', async () => {
    await open('/dashboards/tank');
    const level = widget('Level');
    await level.getByText('7', { exact: true }).waitFor();
    assert.equal(await level.getByText('old').count(), 0);
    other.isDown = true;
    other.level = 9;
    assert.equal(await touch(), 202);
    const mark = level.getByText('old', { exact: true });
    await mark.waitFor();
    await level.getByText('7', { exact: true }).waitFor();
    assert.match(await level.locator('time').innerText(), /ago|just now/);
    assert.deepEqual(await violationsOf(page), []);
    await mark.hover();
    await page.getByRole('tooltip').getByText(/503/).waitFor();
    await page.mouse.move(0, 0);
    other.isDown = false;
    assert.equal(await touch(), 202);
    await level.getByText('9', { exact: true }).waitFor();
    await mark.waitFor({ state: 'detached' });
  });

  test('a dataset is asked with parameters, sorted, searched and downloaded', async () => {
    await open('/datasets/stock-levels');
    await page.getByText('12 records').waitFor();
    await page.getByRole('combobox', { name: 'Warehouse' }).click();
    await page.getByRole('option', { name: 'Singapore' }).click();
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('6 records').waitFor();
    const table = page.getByRole('table', { name: 'Records of stock-levels' });
    await table.getByRole('button', { name: 'level' }).click();
    await table.getByRole('button', { name: 'level' }).click();
    assert.match(await table.getByRole('row').nth(1).innerText(), /House Blend\s+SIN\s+51/);
    await page.getByLabel('Find in the records').fill('oolong');
    assert.equal(await table.getByRole('row').count(), 2);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download as CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
    assert.deepEqual([lines.length, lines.filter((line) => line.includes('BER')).length], [7, 0]);
  });

  test('of many rows only those are drawn that are seen, and the last can be reached', async () => {
    await open('/datasets/many');
    await page.getByText('The first 10,000 of 30,000 records').waitFor();
    const table = page.getByRole('table', { name: 'Records of many' });
    assert.ok((await table.getByRole('row').count()) < 80);
    assert.equal(await table.getAttribute('aria-rowcount'), '10001');
    await page.getByRole('region', { name: 'Records of many, rows' }).focus();
    await page.keyboard.press('End');
    await table.getByRole('cell', { name: 'Row 10000', exact: true }).waitFor();
  });

  const addresses = {
    boards: '/dashboards',
    board: '/dashboards/inventory',
    detail: '/dashboards/inventory/Detail?product=Sencha',
    waiting: '/dashboards/inventory/Detail',
    troubles: '/dashboards/troubles',
    datasets: '/datasets',
    dataset: '/datasets/stock-levels',
    'dataset that needs something': '/datasets/history',
  };
  for (const [look, viewport, colorScheme] of [
    ['desk, light', desk, 'light'],
    ['phone, dark', phone, 'dark'],
    ['desk, dark', desk, 'dark'],
    ['phone, light', phone, 'light'],
  ] as const) {
    test(`every view keeps nobody out and fits: ${look}`, async () => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      for (const [name, path] of Object.entries(addresses)) {
        await open(path);
        await page.waitForFunction('!document.querySelector("[aria-busy=true]")');
        assert.deepEqual(await violationsOf(page), [], name);
        const wider = await overflowOf(page);
        assert.ok(wider <= 0, `${name} is ${wider} pixels too wide`);
      }
    });
  }

  test('the browser had nothing to complain about', () => assert.deepEqual(complaints, []));
});
