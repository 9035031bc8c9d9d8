/**
 * A leave request through real browsers over a real server: who asks, who decides, and who mends what failed, each in a
 * window of their own; forms from shapes, an inbox that fills by itself, and a decision about what has changed meanwhile.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
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
  signInAt,
  skip,
  violationsOf,
} from './browser.ts';
import { leaveWorkspace } from './leave-workspace.ts';

const cleanUp = createCleanUp();
const PASSWORD = 'the leaves fall slowly';
const complaints: string[] = [];
let browser: Browser;
let server: ServerProcess;
let admin: Person;
let ada: Person;
let bob: Person;
let hanna: Person;

const headers = { 'x-millrace-request': 'test' };

/** Adds a user with a password, as an administrator and then they themselves would. */
async function addUser(id: string, name: string, roles: readonly string[]): Promise<void> {
  const { request } = admin.context;
  const api = `${server.address}/api/v1`;
  assert.equal((await request.post(`${api}/users`, { headers, data: { id, name, roles } })).status(), 201);
  const made = await request.post(`${api}/users/${id}/link`, { headers });
  const { path } = (await made.json()) as { path: string };
  const own = await browser.newContext();
  const entered = await own.request.post(`${api}/session`, { headers, data: { token: path.split('#')[1] } });
  assert.equal(entered.status(), 201);
  const set = await own.request.put(`${api}/session/password`, { headers, data: { password: PASSWORD } });
  assert.equal(set.status(), 204);
  await own.close();
}

async function signIn(name: string): Promise<Person> {
  const person = await openWindow(browser, complaints);
  await signInAt(person.page, { address: server.address, name, password: PASSWORD });
  return person;
}

const open = (page: Page, path: string): Promise<void> => openAt(page, server.address + path);

/** Asks for leave and leads to its page. */
async function askForLeave(page: Page, reason: string, code = '42'): Promise<string> {
  await open(page, '/workflows/leave/start');
  await field(page, 'From').fill('2026-12-01');
  await field(page, 'To').fill('2026-12-04');
  await field(page, 'Reason').fill(reason);
  await field(page, 'Code').fill(code);
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.waitForURL(/\/workflows\/leave\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

const standing = (page: Page, state: string) => page.locator('h1').getByText(state, { exact: true });

describe('workflows in the browser', { skip }, () => {
  before(async () => {
    const folder = await temporaryFolder(cleanUp);
    await writeFile(join(folder, 'leave.yaml'), leaveWorkspace);
    server = await startServer(folder, { add: cleanUp.add });
    browser = await launch();
    cleanUp.add(() => browser.close());
    admin = await openWindow(browser, complaints);
    await admin.page.goto(server.link);
    await admin.page.waitForURL(`${server.address}/`);
    await addUser('ada', 'Ada Tan', ['employee']);
    await addUser('bob', 'Bob Lim', ['employee']);
    await addUser('hanna', 'Hanna Novak', ['hr']);
    [ada, bob, hanna] = [await signIn('ada'), await signIn('bob'), await signIn('hanna')];
  });
  after(() => cleanUp.dispose());

  test('a wrong password is refused, and what was typed stays', async () => {
    const { page, context } = await openWindow(browser, complaints);
    await page.goto(server.address);
    await page.getByRole('textbox', { name: 'Name' }).fill('ada');
    await page.getByLabel('Password').fill('something else entirely');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), 'ada');
    assert.deepEqual(await violationsOf(page), []);
    await context.close();
  });

  test('the list leads those who may to the form', async () => {
    await open(ada.page, '/workflows');
    await ada.page.getByRole('link', { name: 'Start: Leave request' }).click();
    await ada.page.waitForURL(/\/workflows\/leave\/start$/);
    await open(hanna.page, '/workflows');
    assert.equal(await hanna.page.getByRole('link', { name: /^Start: / }).count(), 0);
  });

  test('the form says at the field what is missing, and keeps what was typed when it is refused', async () => {
    const { page } = ada;
    await open(page, '/workflows/leave/start');
    await field(page, 'Reason').fill('Family');
    await page.getByRole('button', { name: 'Submit' }).click();
    assert.equal(await page.getByText('This is needed: give a value.').count(), 2);
    await field(page, 'From').fill('2026-12-04');
    await field(page, 'To').fill('2026-12-01');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('alert').waitFor();
    assert.equal(await field(page, 'Reason').inputValue(), 'Family');
    assert.match(page.url(), /\/start$/);
  });

  test('a session that ends while a form is filled keeps what was typed for the same person, and for nobody else', async () => {
    const { page, context } = await signIn('ada');
    await open(page, '/workflows/leave/start');
    await field(page, 'Reason').fill('Family');
    await field(page, 'From').fill('2026-12-01');
    await field(page, 'To').fill('2026-12-04');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Your session has ended. Sign in again as Ada Tan').waitFor();
    assert.equal(await field(page, 'Reason').count(), 0, 'what was shown is hidden');
    assert.deepEqual(await violationsOf(page), []);
    const again = async (name: string): Promise<void> => {
      await field(page, 'Name').fill(name);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    await again('ada');
    await field(page, 'Reason').waitFor();
    assert.equal(await field(page, 'Reason').inputValue(), 'Family');
    assert.equal(await field(page, 'From').inputValue(), '2026-12-01');
    await context.clearCookies();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('Your session has ended.').waitFor();
    await again('bob');
    await field(page, 'Reason').waitFor();
    assert.equal(await field(page, 'Reason').inputValue(), '');
    await context.close();
  });

  test('who is to decide sees the task come by itself, and nobody else does', async () => {
    await open(bob.page, '/inbox');
    await bob.page.getByText('Nothing waits for you.').waitFor();
    await open(hanna.page, '/inbox');
    await askForLeave(ada.page, 'Family');
    await standing(ada.page, 'Waiting for the manager').waitFor();
    await bob.page.getByRole('link', { name: 'Leave request of Ada Tan' }).waitFor();
    await bob.page.getByText(/From Tue, 1 Dec 2026, To Fri, 4 Dec 2026, Reason Family/).waitFor();
    const rail = bob.page.getByRole('navigation', { name: 'Main' });
    await rail.getByRole('link', { name: /^Inbox\s*, 1 open$/ }).waitFor();
    await hanna.page.getByText('Nothing waits for you.').waitFor();
    assert.equal(await hanna.page.getByRole('link', { name: 'Leave request of Ada Tan' }).count(), 0);
  });

  test('the first page of those who see no runs says what waits for them, and what they can start', async () => {
    await open(bob.page, '/');
    await bob.page.getByRole('heading', { level: 1, name: 'One task waits for you' }).waitFor();
    await bob.page
      .getByRole('list', { name: 'Tasks' })
      .getByRole('link', { name: 'Leave request of Ada Tan' })
      .waitFor();
    await bob.page.getByRole('link', { name: 'Start: Leave request' }).waitFor();
    assert.equal(await bob.page.getByRole('link', { name: 'Runs' }).count(), 0);
    assert.deepEqual(await violationsOf(bob.page), []);
    await open(bob.page, '/inbox');
  });

  test('who asked sees where it stands, and not what is only for who decides', async () => {
    const { page } = ada;
    await page.getByRole('region', { name: 'Where it stands in the diagram' }).getByText('is here').waitFor();
    await page.getByRole('list', { name: 'Chains that ran' }).getByText('hr.NumberDays').waitFor();
    assert.equal(await page.getByText('Only for who decides').count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Approve' }).count(), 0);
  });

  test('what changes while somebody types is told, what was typed stays, and nothing is sent before it was seen', async () => {
    const { page } = bob;
    await page.getByRole('link', { name: 'Leave request of Ada Tan' }).press('Enter');
    await page.waitForURL(/from=inbox$/);
    await page.getByText('Only for who decides').waitFor();
    await page.getByRole('button', { name: 'Approve' }).click();
    await field(page, 'Comment').fill('Enjoy');
    await open(hanna.page, new URL(page.url()).pathname);
    await field(hanna.page, 'Reason').fill('Family, far away');
    await hanna.page.getByRole('button', { name: 'Amend' }).click();
    const notice = page.getByRole('alert').filter({ hasText: 'This has changed since you looked.' });
    await notice.getByText('Family, far away').waitFor();
    assert.equal(await field(page, 'Comment').inputValue(), 'Enjoy');
    const send = page.getByRole('form', { name: 'Approve' }).getByRole('button', { name: 'Approve' });
    assert.equal(await send.isEnabled(), false);
    assert.deepEqual(await violationsOf(page), []);
    await notice.getByRole('button', { name: 'Seen, go on' }).click();
    await send.click();
    await page.waitForURL(/\/inbox$/);
    await page.getByText('Approve: done').waitFor();
    await page.getByText('Nothing waits for you.').waitFor();
  });

  test('who asked sees the decision without reloading, with who, when and what', async () => {
    const { page } = ada;
    await standing(page, 'approved').waitFor();
    const history = page.getByRole('list', { name: 'What happened' });
    await history.getByRole('heading', { name: /^Approve Bob Lim/ }).waitFor();
    await history.getByText('Enjoy', { exact: true }).waitFor();
  });

  test('a chain that ran leads to its run, and the run back to the instance', async () => {
    const { page } = admin;
    await open(page, new URL(ada.page.url()).pathname);
    await page.getByRole('link', { name: 'Run of hr.NumberDays' }).click();
    await page.waitForURL(/\/runs\//);
    await page.getByText('by a workflow').waitFor();
    await page.getByRole('link', { name: 'leave', exact: true }).click();
    await page.waitForURL(/\/workflows\/leave\/[0-9a-f-]{36}/);
  });

  test('a task of a role is claimed, given back, and handed on; all of it by the keyboard', async () => {
    const path = await askForLeave(ada.page, 'Move');
    await open(bob.page, path);
    await bob.page.getByRole('button', { name: 'Ask HR' }).press('Enter');
    await standing(bob.page, 'With HR').waitFor();
    await open(hanna.page, '/inbox');
    await hanna.page.getByText('for anybody with the role hr').waitFor();
    await hanna.page.getByRole('button', { name: 'Claim: Look at it' }).press('Enter');
    await hanna.page.getByText('for you').waitFor();
    await hanna.page.getByRole('button', { name: 'Give back: Look at it' }).press('Enter');
    await hanna.page.getByText('for anybody with the role hr').waitFor();
    await hanna.page.getByRole('button', { name: 'Claim: Look at it' }).press('Enter');
    await hanna.page.getByRole('button', { name: 'Hand on: Look at it' }).press('Enter');
    await field(hanna.page, 'To whom').fill('nobody-at-all');
    await hanna.page.keyboard.press('Enter');
    await hanna.page.getByRole('alert').waitFor();
    await field(hanna.page, 'To whom').fill('ada');
    await hanna.page.keyboard.press('Enter');
    await hanna.page.getByText('Nothing waits for you.').waitFor();
    await open(ada.page, '/inbox');
    await ada.page.getByRole('link', { name: 'Leave request of Ada Tan' }).waitFor();
  });

  test('what failed after the commit is mended with corrected input', async () => {
    const path = await askForLeave(ada.page, 'Rest', 'not a number');
    await open(bob.page, path);
    await bob.page.getByRole('button', { name: 'Approve' }).click();
    await bob.page.getByRole('form', { name: 'Approve' }).getByRole('button', { name: 'Approve' }).click();
    const { page } = admin;
    await open(page, path);
    await page.getByRole('heading', { name: 'Incidents' }).waitFor();
    await page.getByRole('button', { name: 'Correct its input' }).click();
    await page.getByRole('form', { name: 'Corrected input' }).getByRole('textbox', { name: 'code' }).fill('7');
    await page.getByRole('button', { name: 'Try again with this' }).click();
    await page.getByText('hr.Notify ran after the commit').waitFor();
    await page.getByRole('heading', { name: 'Incidents' }).waitFor({ state: 'detached' });
  });

  test('the diagram counts and filters, and the filter stands in the address', async () => {
    const { page } = admin;
    await open(page, '/workflows/leave');
    await page.getByRole('link', { name: 'approved 2 instances' }).click();
    await page.waitForURL(/state=approved/);
    const table = page.getByRole('table', { name: 'Instances of Leave request' });
    await page.getByText('2 shown').waitFor();
    assert.equal(await table.getByRole('row').count(), 3);
    await page.reload();
    await page.getByText('2 shown').waitFor();
    await open(page, '/workflows/leave?state=rejected');
    await page.getByText('No instance that you may see is like that.').waitFor();
  });

  test('what one may not see does not exist', async () => {
    const { page } = await openWindow(browser, [], { storageState: await hanna.context.storageState() });
    for (const path of ['/workflows/leave/01900000-0000-7000-8000-000000000000', '/workflows/nothing']) {
      await open(page, path);
      await page
        .getByRole('alert')
        .getByText(/^There is no /)
        .waitFor();
    }
    await page.context().close();
  });

  for (const [look, viewport, colorScheme] of [
    ['desk, light', desk, 'light'],
    ['phone, dark', phone, 'dark'],
    ['phone, light', phone, 'light'],
    ['desk, dark', desk, 'dark'],
  ] as const) {
    test(`every page keeps nobody out and fits: ${look}`, async () => {
      const instance = await askForLeave(ada.page, 'A reason of several words that has to be broken on a phone');
      const pages: readonly (readonly [Person, string])[] = [
        [ada, '/workflows'],
        [ada, '/workflows/leave/start'],
        [ada, instance],
        [bob, `${instance}?from=inbox`],
        [bob, '/inbox'],
        [hanna, '/inbox'],
        [admin, '/inbox?tab=all'],
        [admin, '/workflows/leave'],
        [admin, '/workflows/leave?tab=states'],
        [admin, '/workflows/leave?tab=transitions'],
        [admin, '/workflows/leave?tab=versions'],
      ];
      for (const [{ page }, path] of pages) {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await open(page, path);
        assert.deepEqual(await violationsOf(page), [], path);
        const wider = await overflowOf(page);
        assert.ok(wider <= 0, `${path} is ${wider} pixels too wide`);
      }
    });
  }

  test('buttons and fields on a phone are large enough for a thumb', async () => {
    const { page } = bob;
    await page.setViewportSize(phone);
    await open(page, '/inbox');
    await page.getByRole('list', { name: 'Tasks' }).getByRole('link').first().click();
    await page.getByRole('button', { name: 'Approve' }).click();
    await field(page, 'Comment').waitFor();
    const targets = await page.locator('main button, main input, main [role=tab]').filter({ visible: true }).all();
    assert.ok(targets.length >= 5, `only ${targets.length} targets`);
    for (const target of targets) {
      const box = await target.boundingBox();
      assert.ok(box !== null && box.height >= 44, `${await target.innerText()}: ${JSON.stringify(box)}`);
    }
  });

  test('the browser had nothing to complain about', () => assert.deepEqual(complaints, []));
});
