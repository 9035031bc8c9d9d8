/**
 * The first page in a real browser, over a real server with the example shop: signing in by the link, the report by the
 * press of a button, its workbook and its mail; and every page, on a phone and on a desk, in light and dark, by axe.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type ServerProcess, startServer } from '../acceptance/server.ts';
import { copyShop, createCleanUp } from '../acceptance/shop.ts';
import { desk, launch, listen, openAt, openWindow, overflowOf, phone, skip, violationsOf } from './browser.ts';

const cleanUp = createCleanUp();
let browser: Browser;
let server: ServerProcess;
let session: BrowserContext;
let page: Page;
/** What went wrong in the browser itself. */
const complaints: string[] = [];

const open = (path: string): Promise<void> => openAt(page, server.address + path);

describe('the pages', { skip }, () => {
  before(async () => {
    const folder = await copyShop(cleanUp);
    server = await startServer(folder, { add: cleanUp.add });
    browser = await launch();
    cleanUp.add(() => browser.close());
    ({ context: session, page } = await openWindow(browser, complaints));
  });
  after(() => cleanUp.dispose());

  test('without a session there is nothing but the way in', async () => {
    await page.goto(server.address);
    await page.getByRole('heading', { name: 'Sign in to Millrace' }).waitFor();
    assert.deepEqual(await violationsOf(page), []);
  });

  test('a link that is not good says so and does not let in', async () => {
    await page.goto(`${server.address}/sign-in#${'x'.repeat(43)}`);
    await page.getByRole('alert').getByText('This sign-in link').waitFor();
  });

  test('the link from the terminal signs in by being opened, and leaves no token in the address', async () => {
    await page.goto('about:blank');
    await page.goto(server.link);
    await page.waitForURL(`${server.address}/`);
    await page.getByRole('heading', { level: 1, name: 'Everything is in order' }).waitFor();
  });

  test('the first page is below 200 KB', async () => {
    const fresh = await browser.newContext({ storageState: await session.storageState() });
    const first = await fresh.newPage();
    const sizes: Promise<number>[] = [];
    first.on('requestfinished', (request) => {
      if (!request.url().includes('/api/'))
        sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await first.goto(server.address);
    await first.getByText('Coming up').waitFor();
    await first.waitForLoadState('networkidle');
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    await fresh.close();
    assert.ok(total > 50_000 && total <= 200_000, `${total} bytes`);
  });

  test('the report is made by the press of a button, and the page shows it happening', async () => {
    await open('/');
    await page.getByRole('button', { name: 'Run now: daily-sales' }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    await page.getByRole('link', { name: 'sales.GenerateDailySalesReport' }).waitFor();
    const outcome = page.locator('h1').getByText('ok', { exact: true });
    await outcome.waitFor({ timeout: 60_000 });
    for (const step of ['orders', 'unnest', 'aggregate', 'derive', 'sort', 'workbook', 'email.send']) {
      await page.getByRole('listitem').getByText(step, { exact: true }).first().waitFor();
    }
    assert.equal(await page.locator('main ol:not(ol ol) > li[data-state="done"]').count(), 7);
    assert.ok((await page.locator('ol ol > li[data-state="done"]').count()) > 0, 'who gets it is read inside');
  });

  test('the workbook is on the page: its rows in place, its bytes as a download', async () => {
    await page.getByRole('button', { name: /^Show rows of sales-.*\.xlsx$/ }).click();
    const rows = page.getByRole('region', { name: /^Rows of sales-/ });
    await rows.getByRole('columnheader', { name: 'revenue' }).waitFor();
    await rows.getByRole('cell', { name: 'Total' }).waitFor();
    assert.match(await rows.innerText(), /\d,\d{3}\.\d\d/);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^Download sales-/ }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^sales-\d{4}-\d\d-\d\d\.xlsx$/);
    const bytes = await readFile(await download.path());
    assert.equal(bytes.subarray(0, 2).toString(), 'PK');
  });

  test('the mail that would have gone out is on the page, and nothing in it runs', async () => {
    await page.getByText('kept here, not sent').waitFor();
    await page.getByRole('button', { name: 'Read the mail' }).click();
    const mail = page.frameLocator('iframe[title="The mail"]');
    await mail.getByText('categories').first().waitFor();
    assert.equal(await page.locator('iframe[title="The mail"]').getAttribute('sandbox'), '');
    await page
      .getByRole('list', { name: 'Attachments' })
      .getByText(/sales-.*\.xlsx/)
      .waitFor();
  });

  test('a run is watched from another page as it comes and goes', async () => {
    const other = await session.newPage();
    listen(other, complaints);
    await other.goto(`${server.address}/runs?job=daily-sales`);
    await other.getByText('1 of 1').waitFor();
    await open('/jobs/daily-sales');
    await page.getByRole('button', { name: 'Run now: daily-sales' }).click();
    await other.getByText('2 of 2').waitFor();
    await other.close();
  });

  test('a chain is run with parameters from its form', async () => {
    await open('/chains/sales/GenerateDailySalesReport');
    const to = page.getByRole('combobox', { name: 'to' });
    await to.fill('boss@example.com');
    await to.press('Enter');
    await page.getByLabel('day', { exact: true }).fill('2026-03-01');
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.waitForURL(/\/runs\//);
    await page.getByText('nothing outside was changed').waitFor();
    await page.getByText('boss@example.com').first().waitFor();
  });

  test('anything is found by name with the keyboard alone', async () => {
    await open('/');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Find anything by name' }).waitFor();
    await page.keyboard.type('sales report');
    await page.getByRole('option', { name: /GenerateDailySalesReport/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/chains\/sales\/GenerateDailySalesReport$/);
  });

  test('the first thing that Tab reaches skips to the page', async () => {
    await open('/');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate('document.activeElement?.id'), 'main');
  });

  const addresses = async (): Promise<Readonly<Record<string, string>>> => {
    const { runs } = (await (await session.request.get(`${server.address}/api/v1/runs?job=daily-sales`)).json()) as {
      runs: { id: string }[];
    };
    const run = runs.at(-1)?.id;
    return {
      home: '/',
      chains: '/chains',
      chain: '/chains/sales/GenerateDailySalesReport',
      jobs: '/jobs',
      job: '/jobs/daily-sales',
      runs: '/runs',
      run: `/runs/${run}?step=orders&tab=plan`,
      mails: '/mails',
      'nothing here': '/nowhere',
    };
  };
  /** All pages in two of the four looks, those with the most on them in the others. */
  const looks = [
    ['desk, light', desk, 'light', undefined],
    ['phone, dark', phone, 'dark', undefined],
    ['desk, dark', desk, 'dark', ['home', 'run']],
    ['phone, light', phone, 'light', ['home', 'run']],
  ] as const;
  for (const [look, viewport, colorScheme, names] of looks) {
    test(`every page keeps nobody out and fits: ${look}`, async () => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      for (const [name, path] of Object.entries(await addresses())) {
        if (names !== undefined && !names.some((one) => one === name)) continue;
        await open(path);
        assert.equal(await page.locator('html').getAttribute('data-mantine-color-scheme'), colorScheme);
        assert.deepEqual(await violationsOf(page), [], name);
        const wider = await overflowOf(page);
        assert.ok(wider <= 0, `${name} is ${wider} pixels too wide`);
      }
    });
  }

  test('targets on a phone are large enough for a thumb', async () => {
    await page.setViewportSize(phone);
    await open('/');
    const targets = await page.locator('nav a, nav button, header button').filter({ visible: true }).all();
    assert.ok(targets.length >= 8, `only ${targets.length} targets`);
    for (const target of targets) {
      const box = await target.boundingBox();
      assert.ok(
        box !== null && box.height >= 44 && box.width >= 44,
        `${await target.innerText()}: ${JSON.stringify(box)}`,
      );
    }
  });

  test('signing out leads back to the way in', async () => {
    await page.setViewportSize(desk);
    await open('/');
    await page.getByRole('button', { name: 'Signed in as Administrator' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in to Millrace' }).waitFor();
  });

  test('the browser had nothing to complain about', () => assert.deepEqual(complaints, []));
});
