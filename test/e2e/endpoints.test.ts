/**
 * Endpoints through real browsers over a real server: how to call one, trying it, what a fault says at its field, the
 * delivery that comes by itself, a repeat that gets the first answer, and what those see who may not.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { type ServerProcess, startServer } from '../acceptance/server.ts';
import { createCleanUp, temporaryFolder } from '../acceptance/shop.ts';
import {
  desk,
  field,
  launch,
  openAt,
  openWindow,
  overflowOf,
  type Person,
  phone,
  skip,
  violationsOf,
} from './browser.ts';
import { endpointWorkspace } from './endpoint-workspace.ts';

const cleanUp = createCleanUp();
const complaints: string[] = [];
const secret = 'an open secret of tests';
const headers = { 'x-millrace-request': 'test' };
let browser: Browser;
let server: ServerProcess;
let admin: Person;
let clerk: Person;

const open = (page: Page, path: string): Promise<void> => openAt(page, server.address + path);
const form = (page: Page) => page.getByRole('form', { name: 'Try it' });
const answer = (page: Page) => page.getByRole('region', { name: 'The answer', exact: true });
const rows = (page: Page) => page.getByRole('table', { name: 'Deliveries to orders' }).getByRole('row');

/** Sends what the form holds, and gives the status of the answer. */
async function send(page: Page): Promise<string> {
  const answered = page.waitForResponse((response) => response.url().endsWith('/try'));
  await form(page)
    .getByRole('button', { name: /^Send / })
    .click();
  const { status } = (await (await answered).json()) as { status: number };
  await answer(page).and(page.locator('[data-old=false]')).getByText(String(status), { exact: true }).waitFor();
  return String(status);
}

/** Calls as another system would. */
async function deliver(key: string): Promise<number> {
  const body = JSON.stringify({ id: key, quantity: 1, due: '2026-03-01T08:30:00Z' });
  const time = String(Math.floor(Date.now() / 1000));
  const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
  const signed = { 'x-timestamp': time, 'x-signature': signature, 'x-event': 'order', 'x-delivery-id': key };
  const response = await fetch(`${server.address}/hooks/shop/acme`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...signed },
  });
  return response.status;
}

/** Adds a user, signed in by a link of the administrator. */
async function addUser(id: string, roles: readonly string[]): Promise<Person> {
  const { request } = admin.context;
  const api = `${server.address}/api/v1`;
  assert.equal((await request.post(`${api}/users`, { headers, data: { id, name: id, roles } })).status(), 201);
  const made = await request.post(`${api}/users/${id}/link`, { headers });
  const { path } = (await made.json()) as { path: string };
  const person = await openWindow(browser, complaints);
  await person.page.goto(server.address + path);
  await person.page.waitForURL(`${server.address}/`);
  return person;
}

describe('endpoints in the browser', { skip }, () => {
  before(async () => {
    const folder = await temporaryFolder(cleanUp);
    await writeFile(join(folder, 'hooks.yaml'), endpointWorkspace);
    server = await startServer(folder, { environment: { SHOP_HOOK: secret }, add: cleanUp.add });
    browser = await launch();
    cleanUp.add(() => browser.close());
    admin = await openWindow(browser, complaints);
    await admin.page.goto(server.link);
    await admin.page.waitForURL(`${server.address}/`);
    clerk = await addUser('clerk', ['clerk']);
  });
  after(() => cleanUp.dispose());

  test('the rail leads to the list, and the list by the keyboard to an endpoint', async () => {
    const { page } = admin;
    await open(page, '/');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Endpoints' }).press('Enter');
    await page.getByRole('link', { name: 'orders', exact: true }).press('Enter');
    await page.waitForURL(/\/endpoints\/orders$/);
    await page.getByText('Nobody has called it yet.').waitFor();
    await page
      .getByRole('link', { name: 'orders.case' })
      .or(page.getByRole('link', { name: 'case', exact: true }))
      .waitFor();
  });

  test('the contract says how to call it, and the call that it shows is one: run as it stands, it is let in', async () => {
    const { page } = admin;
    await page.getByRole('tab', { name: 'Deliveries' }).press('ArrowRight');
    await page.waitForURL(/tab=call/);
    const table = page.getByRole('table', { name: 'Fields of the body' });
    await table.getByRole('cell', { name: 'lines[].sku' }).waitFor();
    await page.getByText(/A signature, HMAC SHA-256 of/).waitFor();
    const shown = await page.getByRole('region', { name: 'A call by curl' }).innerText();
    const script = shown.replace(/^SECRET=.*$/m, `SECRET='${secret}'`).replace('delivery-1', 'by-curl');
    const { stdout } = await promisify(execFile)('sh', ['-c', script]);
    assert.match(stdout, /^HTTP\/1\.1 201 /);
    await page.getByRole('tab', { name: 'Answers' }).click();
    await page.getByRole('table', { name: 'Possible answers' }).getByRole('row', { name: /^422 / }).waitFor();
  });

  test('trying it gives 201, and the delivery appears with the way to its instance', async () => {
    const { page } = admin;
    await open(page, '/endpoints/orders');
    await form(page).getByRole('textbox', { name: 'x-delivery-id' }).fill('first');
    await field(page, 'id').fill('A-1');
    assert.equal(await send(page), '201');
    await answer(page).getByText('"state": "open"').waitFor();
    await rows(page).filter({ hasText: 'first' }).waitFor();
    await answer(page).getByRole('link', { name: 'See the delivery' }).click();
    await page.getByRole('heading', { level: 1, name: /^201/ }).waitFor();
    await page.getByText('[masked]').first().waitFor();
    assert.equal(await page.getByText('4711').count(), 0);
    await page.getByRole('link', { name: 'case, open' }).click();
    await page.waitForURL(/\/workflows\/case\/[0-9a-f-]{36}/);
    await page.goBack();
    await page.getByRole('link', { name: 'orders', exact: true }).click();
  });

  test('the same again gets the same answer, and nothing is delivered twice', async () => {
    const { page } = admin;
    await open(page, '/endpoints/orders?key=first');
    await rows(page).nth(1).waitFor();
    await form(page).getByRole('textbox', { name: 'x-delivery-id' }).fill('first');
    await field(page, 'id').fill('A-1');
    assert.equal(await send(page), '201');
    await answer(page).getByText('the answer of the first delivery, again').waitFor();
    assert.equal(await rows(page).count(), 2);
    await field(page, 'id').fill('A-2');
    assert.equal(await send(page), '422');
    await answer(page).getByText('A delivery with this key came before with another body.').first().waitFor();
    await page.getByRole('button', { name: 'New key' }).press('Enter');
    assert.equal(await send(page), '201');
  });

  test('what the server finds wrong stands at its field, and what was typed stays', async () => {
    const { page } = admin;
    await open(page, '/endpoints/orders');
    await field(page, 'id').fill('A-3');
    await field(page, 'due').fill('2026-13-45T08:30:00Z');
    assert.equal(await send(page), '422');
    const id = await field(page, 'due').getAttribute('aria-describedby');
    assert.notEqual(id, null);
    assert.equal(await field(page, 'due').getAttribute('aria-invalid'), 'true');
    await answer(page).getByRole('list', { name: 'Faults' }).getByText('body.due').waitFor();
    assert.equal(await field(page, 'id').inputValue(), 'A-3');
    assert.deepEqual(await violationsOf(page), []);
    await field(page, 'due').fill('2026-03-02T08:30:00Z');
    await page.getByRole('button', { name: 'New key' }).press('Enter');
    assert.equal(await send(page), '201');
  });

  test('the body can be written as JSON, and broken JSON is answered as to everybody', async () => {
    const { page } = admin;
    await page.getByRole('button', { name: 'As JSON' }).click();
    const body = form(page).getByRole('textbox', { name: 'Body' });
    assert.match(await body.inputValue(), /"id": "A-3"/);
    await body.fill('{"id":');
    await page.getByRole('button', { name: 'New key' }).press('Enter');
    assert.equal(await send(page), '400');
    await form(page).getByRole('textbox', { name: 'x-event' }).fill('other');
    assert.equal(await send(page), '204');
  });

  test('what others deliver appears by itself, and the filter stands in the address', async () => {
    const { page } = admin;
    await open(page, '/endpoints/orders');
    await rows(page).nth(1).waitFor();
    assert.equal(await deliver('from outside'), 201);
    await rows(page).filter({ hasText: 'from outside' }).waitFor();
    await page.getByRole('combobox', { name: 'Any outcome' }).click();
    await page.getByRole('option', { name: 'ignored' }).click();
    await page.waitForURL(/is=ignored/);
    await page.getByText('1 shown').waitFor();
    assert.equal(await rows(page).count(), 2);
    await open(page, '/endpoints/orders?is=timeout');
    await page.getByText('No delivery is like that.').waitFor();
  });

  test('what failed is worked on again when the other system is back', async () => {
    const { page } = admin;
    await open(page, '/endpoints/away');
    assert.equal(await send(page), '502');
    await answer(page).getByRole('link', { name: 'See the delivery' }).click();
    await page.getByRole('button', { name: 'Work on it again' }).click();
    await page.getByText('It was answered 502').waitFor();
    await page.getByText('Attempt').waitFor();
    await page.getByRole('link', { name: /^[0-9a-f]{6}$/ }).click();
    await page.getByText('by an endpoint').waitFor();
    await page.getByRole('link', { name: 'away', exact: true }).click();
    await page.waitForURL(/\/endpoints\/away\/deliveries\//);
  });

  test('somebody without the right sees why, and who could give it; what is not for them does not exist', async () => {
    const { page } = clerk;
    await open(page, '/endpoints');
    assert.equal(await page.getByRole('link', { name: 'orders', exact: true }).count(), 0);
    await open(page, '/endpoints/lookup');
    await page.getByText('Not for you.').waitFor();
    await page.getByText('endpoint:call').waitFor();
    assert.equal(await form(page).count(), 0);
    await page.getByRole('alert').getByText('lacks the privilege endpoint:see').waitFor();
    assert.deepEqual(await violationsOf(page), []);
    const stranger = await openWindow(browser, [], { storageState: await clerk.context.storageState() });
    await open(stranger.page, '/endpoints/orders');
    await stranger.page.getByRole('alert').getByText("There is no endpoint 'orders'.").waitFor();
    await stranger.context.close();
  });

  for (const [look, viewport, colorScheme] of [
    ['desk, light', desk, 'light'],
    ['phone, dark', phone, 'dark'],
    ['phone, light', phone, 'light'],
    ['desk, dark', desk, 'dark'],
  ] as const) {
    test(`every page keeps nobody out and fits: ${look}`, async () => {
      const { page } = admin;
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await open(page, '/endpoints/orders');
      const link = rows(page).nth(1).getByRole('link');
      const delivery = await link.getAttribute('href');
      for (const path of [
        '/endpoints',
        '/endpoints/orders',
        '/endpoints/orders?tab=call',
        '/endpoints/orders?tab=answers',
        '/endpoints/lookup',
        `${delivery}`,
      ]) {
        await open(page, path);
        assert.deepEqual(await violationsOf(page), [], path);
        const wider = await overflowOf(page);
        assert.ok(wider <= 0, `${path} is ${wider} pixels too wide`);
      }
    });
  }

  test('buttons and fields on a phone are large enough for a thumb', async () => {
    const { page } = admin;
    await page.setViewportSize(phone);
    await open(page, '/endpoints/orders');
    await rows(page).nth(1).waitFor();
    const targets = await page.locator('main button, main input, main [role=tab]').filter({ visible: true }).all();
    assert.ok(targets.length >= 8, `only ${targets.length} targets`);
    for (const target of targets) {
      const box = await target.boundingBox();
      assert.ok(box !== null && box.height >= 44, `${await target.innerText()}: ${JSON.stringify(box)}`);
    }
  });

  test('the browser had nothing to complain about', () => assert.deepEqual(complaints, []));
});
