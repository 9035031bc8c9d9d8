/**
 * Alerts through a real browser over a real server: nothing wrong, something wrong and told, a message that could not
 * leave, one that is sent again, and a page whose answers fail; on a desk and in a hand.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { until } from '../acceptance/server.ts';
import { type Partner, startPartner } from '../http/alert-receiver.ts';
import { type Served, serve } from '../http/served.ts';
import { desk, launch, openAt, openWindow, overflowOf, type Person, phone, skip, violationsOf } from './browser.ts';

const workspace = (address: string): string => `
kind: workspace
name: mill
mail: mail
alerts: [{ channel: ops }, { channel: broken }, { channel: people }]
---
kind: connection
name: mail
type: smtp
url: file
---
kind: channel
name: ops
webhook: { url: "${address}/ops" }
---
kind: channel
name: broken
webhook: { url: "${address}/broken" }
---
kind: channel
name: people
email: [people@example.com]
---
kind: chainset
name: shop
chains:
  Read:
    steps:
      - uses: http.request
        with: { url: "${address}/stock", columns: { sku: text } }
---
kind: job
name: stock
chain: shop.Read
retry: { attempts: 1 }
---
kind: job
name: stock-with-a-rather-long-name-that-has-to-fit-on-a-phone
chain: shop.Read
retry: { attempts: 1 }
expect: { records: { min: 100 } }
`;

const complaints: string[] = [];
let partner: Partner;
let server: Served;
let browser: Browser;
let admin: Person;

const open = (page: Page, path: string): Promise<void> => openAt(page, server.address + path);

/** Runs a job, and waits for its end to be told. */
async function runJob(name: string, told: number): Promise<void> {
  assert.equal((await server.call(`/api/v1/jobs/${name}/trigger`, { method: 'POST' })).status, 202);
  await until('it is told', async () => {
    const { body } = await server.call(`/api/v1/alerts/messages?job=${name}`);
    const tried = body.messages.filter(
      (one: { attempts: number; detail: string }) => one.attempts > 0 && one.detail !== '',
    );
    return tried.length >= told;
  });
}

/** What is wrong with how a page looks. */
async function faultsOf(page: Page): Promise<readonly unknown[]> {
  const faults: unknown[] = [];
  for (const size of [desk, phone]) {
    await page.setViewportSize(size);
    const overflow = await overflowOf(page);
    faults.push(...(await violationsOf(page)), ...(overflow > 0 ? [`${size.width}: ${overflow} px too wide`] : []));
  }
  await page.setViewportSize(desk);
  return faults;
}

describe('alerts in the browser', { skip }, () => {
  before(async () => {
    partner = await startPartner();
    server = await serve({ 'mill.yaml': workspace(partner.address) });
    browser = await launch();
    admin = await openWindow(browser, complaints);
    await admin.page.goto(await server.newLink());
    await admin.page.waitForURL(`${server.address}/`);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await partner?.close();
  });

  test('where nothing is wrong it says so, and what stands here otherwise', async () => {
    const { page } = admin;
    await open(page, '/');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Alerts' }).press('Enter');
    await page.getByRole('heading', { name: 'No alert fires' }).waitFor();
    await page.getByText('Nothing is wrong.').waitFor();
    await page.getByText('Nobody was told of anything yet.').waitFor();
    assert.deepEqual(await faultsOf(page), []);
  });

  test('what is wrong stands there with its cause, and who was told with what became of it', async () => {
    const { page } = admin;
    partner.moods.set('/stock', 'fails');
    partner.refusing.add('/broken');
    await runJob('stock', 3);
    partner.moods.delete('/stock');
    await runJob('stock-with-a-rather-long-name-that-has-to-fit-on-a-phone', 3);
    await open(page, '/alerts');
    await page.getByRole('heading', { name: '2 alerts fire' }).waitFor();
    const now = page.getByRole('table', { name: 'What is wrong now' });
    await now.getByRole('cell', { name: /was answered with 400: no such thing/ }).waitFor();
    await now.getByRole('cell', { name: /It gave 2 records, but at least 100 were expected/ }).waitFor();
    const messages = page.getByRole('table', { name: 'What was told' });
    for (const words of ['could not leave yet', 'kept here, not sent', 'sent'])
      await messages.getByRole('cell', { name: words }).first().waitFor();
    assert.deepEqual(await faultsOf(page), []);
    await page.getByRole('navigation', { name: 'Main' }).getByText('2 firing').waitFor({ state: 'attached' });
    await page.getByRole('tab', { name: 'Deliveries' }).press('ArrowRight');
    await page
      .getByRole('table', { name: 'Times that alerts fired' })
      .getByRole('cell', { name: 'fires' })
      .first()
      .waitFor();
    assert.deepEqual(await faultsOf(page), []);
  });

  test('a message shows its attempts and what was sent, and is sent again', async () => {
    const { page } = admin;
    const { body } = await server.call('/api/v1/alerts/messages?job=stock&state=sent');
    await open(page, `/alerts/messages/${body.messages[0].id}`);
    await page.getByRole('table', { name: 'Attempts' }).getByRole('cell', { name: '200 ok' }).waitFor();
    await page.getByRole('region', { name: 'What was sent', exact: true }).getByText('"kind": "failed"').waitFor();
    assert.deepEqual(await faultsOf(page), []);
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('It leaves again').waitFor();
    await page.getByText('Sent again by hand').waitFor();
    await until(
      'it arrives twice',
      async () => partner.posted.filter((one) => one.body.id === body.messages[0].id).length === 2,
    );
  });

  test('one that could not leave says why, and when it is tried again', async () => {
    const { page } = admin;
    await open(page, '/alerts?tab=deliveries&state=waiting');
    await page.getByRole('table', { name: 'What was told' }).getByRole('link', { name: 'stock', exact: true }).click();
    await page.getByText('Next attempt').waitFor();
    await page
      .getByRole('table', { name: 'Attempts' })
      .getByRole('cell', { name: /answered with 500/ })
      .waitFor();
    assert.ok(await page.getByRole('button', { name: 'Send again' }).isDisabled());
    assert.deepEqual(await faultsOf(page), []);
  });

  test('answers that fail are said to, and can be asked for again', async () => {
    const { context } = admin;
    const page = await context.newPage();
    const problem = {
      type: 'about:blank',
      title: 'It failed',
      status: 500,
      detail: 'The store is away.',
      code: 'internal',
    };
    await page.route('**/api/v1/alerts', (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await page.goto(`${server.address}/alerts`);
    await page.getByText('The store is away.').first().waitFor();
    await page.unroute('**/api/v1/alerts');
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByRole('heading', { name: '2 alerts fire' }).waitFor();
    await page.close();
  });

  test('the browser had nothing to complain of', () => {
    assert.deepEqual(complaints, []);
  });
});
