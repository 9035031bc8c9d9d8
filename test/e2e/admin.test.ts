/**
 * The administration through real browsers over a real server: a user is added, comes in by the link, chooses a password and
 * gets a role; a key is made and used, a secret set, a connection tried; and all of it stands in the audit log, whose seal
 * holds.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { type ServerProcess, startServer } from '../acceptance/server.ts';
import { createCleanUp, temporaryFolder } from '../acceptance/shop.ts';
import { adminWorkspace } from './admin-workspace.ts';
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

const cleanUp = createCleanUp();
const PASSWORD = 'seven quiet windmills';
const SECRET = 'canary-7d21-of-the-partner';
const complaints: string[] = [];
let browser: Browser;
let server: ServerProcess;
let admin: Person;
let carla: Person;

const open = (page: Page, path: string): Promise<void> => openAt(page, server.address + path);

const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();

/** The status of a call with a key. */
async function callWith(token: string, path: string, method = 'GET'): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = method === 'GET' ? {} : { body: '{}' };
  const response = await fetch(`${server.address}/api/v1${path}`, { method, headers, ...body });
  await response.text();
  return response.status;
}

describe('administration in the browser', { skip }, () => {
  before(async () => {
    const folder = await temporaryFolder(cleanUp);
    await writeFile(join(folder, 'mill.yaml'), adminWorkspace);
    server = await startServer(folder, { add: cleanUp.add });
    browser = await launch();
    cleanUp.add(() => browser.close());
    admin = await openWindow(browser, complaints);
    await admin.page.goto(server.link);
    await admin.page.waitForURL(`${server.address}/`);
  });
  after(() => cleanUp.dispose());

  test('what is empty says what it is for, and how to begin', async () => {
    const { page } = admin;
    await open(page, '/admin/keys');
    await page.getByText('No keys yet.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Make a key' }).first().waitFor();
    await open(page, '/admin/audit?actor=nobody');
    await page.getByText('Nothing like that was done.').waitFor();
  });

  test('a user is added by a form that says at the fields what is wrong', async () => {
    const { page } = admin;
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }).click();
    await page.waitForURL(/\/admin\/users$/);
    await page.getByRole('link', { name: 'Add a user' }).click();
    await press(page, 'Add');
    await page.getByText('This is needed: give a value.').waitFor();
    await field(page, 'Sign-in name').fill('admin');
    await field(page, 'Level').fill('12');
    await page.getByText('At most 9 wanted.').waitFor();
    await field(page, 'Level').fill('3');
    await press(page, 'Add');
    await page.getByRole('alert').waitFor();
    await field(page, 'Sign-in name').fill('carla');
    await field(page, 'Name').fill('Carla Sato');
    await field(page, 'E-mail').fill('carla@example.com');
    await page.getByRole('combobox', { name: 'Warehouses' }).fill('north');
    await page.getByRole('checkbox', { name: 'clerk' }).check();
    await press(page, 'Add');
    await page.waitForURL(/\/admin\/users\/carla$/);
    await page.getByRole('heading', { name: 'Carla Sato' }).waitFor();
    assert.equal(await field(page, 'Level').inputValue(), '3');
    assert.equal(await page.getByRole('checkbox', { name: 'clerk' }).isChecked(), true);
  });

  test('a link lets them in once, and then they choose a password', async () => {
    await press(admin.page, 'Make a sign-in link');
    const link = await field(admin.page, 'Sign-in link for Carla Sato').inputValue();
    assert.ok(link.startsWith(`${server.address}/sign-in#`), link);
    const first = await openWindow(browser, complaints);
    await first.page.goto(link);
    await first.page.waitForURL(`${server.address}/`);
    await first.page.getByRole('button', { name: 'Signed in as Carla Sato' }).click();
    await first.page.getByRole('link', { name: 'Your account' }).click();
    await first.page.getByLabel('New password').fill('carla');
    await first.page.getByLabel('The same again').fill('carla');
    await press(first.page, 'Set the password');
    await first.page.getByText(/^It needs at least \d+ characters\.$/).waitFor();
    await first.page.getByLabel('New password').fill(PASSWORD);
    await press(first.page, 'Set the password');
    await first.page.getByText('This is not the same.').waitFor();
    await first.page.getByLabel('The same again').fill(PASSWORD);
    await press(first.page, 'Set the password');
    await first.page.getByText('Your password is set').waitFor();
    await first.context.close();
    carla = await openWindow(browser, complaints);
    await signInAt(carla.page, { address: server.address, name: 'carla', password: PASSWORD });
    await open(carla.page, '/account');
    await carla.page.getByText(/Chrome on Linux, this one/).waitFor();
    const sessions = carla.page.getByRole('table', { name: 'Where you are signed in' });
    await sessions.getByRole('button', { name: 'Sign out: Chrome on Linux' }).click();
    await sessions.getByRole('button').waitFor({ state: 'detached' });
  });

  test('who lacks the privilege is told so, and who could give it', async () => {
    const { page } = carla;
    const main = page.getByRole('navigation', { name: 'Main' });
    assert.equal(await main.getByRole('link', { name: 'Admin' }).count(), 0);
    for (const path of ['users', 'users/carla', 'roles', 'secrets', 'connections', 'audit', 'new-user', 'new-secret']) {
      await open(page, `/admin/${path}`);
      const note = page.getByRole('alert').first();
      await note
        .getByText(/administrator|admin:/)
        .first()
        .waitFor();
    }
    assert.deepEqual(await violationsOf(page), []);
    await open(page, '/admin/keys');
    await page.getByText('No keys yet.').waitFor();
  });

  test('a role is given, holds at once, and what it allows is told', async () => {
    const { page } = admin;
    await open(page, '/admin/users/carla');
    assert.equal(await page.getByRole('button', { name: 'Save', exact: true }).isEnabled(), false);
    await page.getByRole('checkbox', { name: 'keeper' }).check();
    await press(page, 'Save');
    await page.getByText('Carla Sato saved').waitFor();
    await open(carla.page, '/');
    await carla.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Admin' }).click();
    await carla.page.waitForURL(/\/admin\/keys$/);
    await carla.page.getByRole('link', { name: 'Secrets' }).click();
    await carla.page.getByRole('link', { name: 'PARTNER_TOKEN' }).waitFor();
    await open(page, '/admin/roles/keeper');
    await page.getByText('Set and delete secrets; nobody can read them.').waitFor();
    await page.getByRole('link', { name: 'carla' }).waitFor();
    await page.getByText('mill.yaml').waitFor();
  });

  test('a key is made, works within its scope, and is worth nothing once it is revoked', async () => {
    const { page } = admin;
    await open(page, '/admin/new-key');
    await press(page, 'Make the key');
    await page.getByText('This is needed: give a value.').waitFor();
    await field(page, 'Name').fill('nightly import');
    await page.getByRole('combobox', { name: 'Whose rights' }).click();
    await page.getByRole('option', { name: 'importer' }).click();
    await page.getByRole('checkbox', { name: 'chain:run' }).check();
    await press(page, 'Make the key');
    const token = await field(page, 'The key').inputValue();
    assert.match(token, /^mr_/);
    await press(page, 'Copy');
    assert.equal(await callWith(token, '/session'), 200);
    assert.equal(await callWith(token, '/chainsets/stock/chains/List/run', 'POST'), 202);
    assert.equal(await callWith(token, '/users'), 403);
    await page.getByRole('link', { name: /^I have kept it/ }).click();
    await page.getByText('Run chains: by hand, and for whoever a job runs as.').waitFor();
    assert.ok(!(await page.content()).includes(token), 'the key is shown once');
    await open(page, '/admin/keys?is=live');
    await page.getByRole('link', { name: 'nightly import' }).click();
    await press(page, 'Revoke');
    await page.getByRole('textbox', { name: 'Type nightly import to confirm' }).fill('nightly');
    await press(page, 'Revoke nightly import');
    await page.getByText('This is not nightly import.').waitFor();
    assert.equal(await callWith(token, '/session'), 200);
    await page.getByRole('textbox', { name: 'Type nightly import to confirm' }).fill('nightly import');
    await page.keyboard.press('Enter');
    await page.getByText('It does not work any more.').waitFor();
    assert.equal(await callWith(token, '/session'), 401);
  });

  test('a secret is set, replaced and deleted; what uses it is named, and its value is nowhere', async () => {
    const { page } = carla;
    await open(page, '/admin/secrets/PARTNER_TOKEN');
    await page.getByText('missing', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'elsewhere' }).waitFor();
    await press(page, 'Set');
    await page.getByText('The value that it is to have.').waitFor();
    await page.getByLabel('Value').fill(SECRET);
    await press(page, 'Set');
    await page.getByText('PARTNER_TOKEN is set').waitFor();
    await page.getByLabel('Value').fill(`${SECRET}-2`);
    await press(page, 'Replace');
    await page.getByText('This is not PARTNER_TOKEN.').waitFor();
    await field(page, 'Type PARTNER_TOKEN to confirm').fill('PARTNER_TOKEN');
    await press(page, 'Replace');
    await page.getByText('Version 2: what runs next uses it.').waitFor();
    const versions = page.getByRole('table', { name: 'Versions of PARTNER_TOKEN' });
    await versions.getByText('erased').waitFor();
    await page.getByText('What uses it would fail: connection elsewhere.').waitFor();
    assert.ok(!(await page.content()).includes(SECRET));
    await open(page, '/admin/new-secret');
    await field(page, 'Name').fill('NOBODY_NEEDS_IT');
    await page.getByLabel('Value').fill(SECRET);
    await press(page, 'Set');
    await page.waitForURL(/NOBODY_NEEDS_IT$/);
    await press(page, 'Delete');
    await field(page, 'Type NOBODY_NEEDS_IT to confirm').fill('NOBODY_NEEDS_IT');
    await press(page, 'Delete NOBODY_NEEDS_IT');
    await page.getByRole('heading', { name: 'Set it', exact: true }).waitFor();
  });

  test('connections say where they lead, what may be seen, and whether they answer', async () => {
    const { page } = carla;
    await open(page, '/admin/connections');
    await press(page, 'Test shop');
    await page.getByRole('row', { name: /^shop/ }).getByText('answers', { exact: true }).waitFor();
    await press(page, 'Test elsewhere');
    await page
      .getByRole('row', { name: /^elsewhere/ })
      .getByText('does not answer')
      .waitFor();
    await page.getByRole('link', { name: 'shop', exact: true }).click();
    await page.getByText('warehouse in @user.warehouses').waitFor();
    await page.getByRole('link', { name: 'stock.List' }).waitFor();
    assert.ok(!(await page.content()).includes(SECRET));
  });

  test('the audit log tells all of it, with before and after, and its seal holds', async () => {
    const { page } = admin;
    await open(page, '/admin/audit');
    const log = page.getByRole('table', { name: 'Audit log' });
    for (const words of [
      'Administrator added the user carla',
      'Administrator made a sign-in link for carla',
      'Carla Sato set the password of carla',
      'Administrator changed the user carla',
      'Administrator made the API key nightly import',
      'Administrator revoked the API key nightly import',
      'Carla Sato set the secret PARTNER_TOKEN',
      'Carla Sato deleted the secret NOBODY_NEEDS_IT',
      'Carla Sato tried the connection elsewhere',
    ])
      await log.getByText(words, { exact: true }).first().waitFor();
    await open(page, '/admin/audit?kind=user&object=carla&action=user.change');
    await page.getByRole('button', { name: 'Everything about: Administrator changed the user carla' }).click();
    await page.getByText('before clerk, after clerk, keeper').waitFor();
    await page.getByRole('searchbox', { name: 'Its name' }).fill('');
    await page.keyboard.press('Enter');
    await page.waitForURL((url) => !url.searchParams.has('object'));
    await press(page, 'Verify the seal');
    await page.getByText('whole', { exact: true }).waitFor();
    await page
      .getByText(/^\W*\d+ entries sealed|entries sealed, each/)
      .first()
      .waitFor();
    assert.ok(!(await page.content()).includes(SECRET));
  });

  test('who is disabled is out at once, and enabling lets them in again', async () => {
    const { page } = admin;
    await open(page, '/admin/users/carla');
    await press(page, 'Disable');
    await press(page, 'Enable');
    await page.getByRole('button', { name: 'Disable', exact: true }).waitFor();
    await carla.page.goto(`${server.address}/admin/secrets`);
    await signInAt(carla.page, { address: server.address, name: 'carla', password: PASSWORD });
    await open(page, '/admin/users/admin');
    assert.equal(
      await page.getByRole('button', { name: 'Disable', exact: true }).count(),
      0,
      'nobody locks themselves out',
    );
  });

  test('what comes from a file is shown as such, and is not offered for editing', async () => {
    const { page } = admin;
    await open(page, '/admin/users');
    await page.getByRole('table', { name: 'Service accounts' }).getByRole('link', { name: 'importer' }).click();
    await page.getByText(/edit the document with kind: service in mill\.yaml/).waitFor();
    assert.equal(await page.getByRole('main').getByRole('textbox').count(), 0);
    assert.equal(await page.getByRole('main').getByRole('checkbox').count(), 0);
  });

  test('a server that does not answer is told of, and asked again', async () => {
    const { page } = await openWindow(browser, [], { storageState: await admin.context.storageState() });
    await page.route('**/api/v1/users', (route) => route.abort());
    await page.goto(`${server.address}/admin/users`);
    await page.getByRole('alert').getByText('The server does not answer.').waitFor();
    assert.deepEqual(await violationsOf(page), []);
    await page.unroute('**/api/v1/users');
    await press(page, 'Try again');
    await page.getByRole('table', { name: 'Users' }).waitFor();
    await open(page, '/admin/users/nobody');
    await page.getByRole('alert').getByText("There is no user 'nobody'.").waitFor();
    await page.context().close();
  });

  // axe looks once at both sizes and both schemes; the others are only measured.
  for (const [look, viewport, colorScheme, withAxe] of [
    ['desk, light', desk, 'light', true],
    ['phone, dark', phone, 'dark', true],
    ['phone, light', phone, 'light', false],
    ['desk, dark', desk, 'dark', false],
  ] as const) {
    test(`every page keeps nobody out and fits: ${look}`, async () => {
      const { page } = admin;
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      const answer = await admin.context.request.get(`${server.address}/api/v1/keys?all=true`);
      const { keys } = (await answer.json()) as { keys: { id: string }[] };
      for (const path of [
        '/account',
        '/admin/users?find=c',
        '/admin/users/carla',
        '/admin/new-user',
        '/admin/services/importer',
        '/admin/roles',
        '/admin/roles/clerk',
        '/admin/keys',
        `/admin/keys/${keys[0]?.id}`,
        '/admin/new-key',
        '/admin/secrets',
        '/admin/secrets/PARTNER_TOKEN',
        '/admin/new-secret',
        '/admin/connections',
        '/admin/connections/shop',
        '/admin/audit',
      ]) {
        await open(page, path);
        if (withAxe) assert.deepEqual(await violationsOf(page), [], path);
        const wider = await overflowOf(page);
        assert.ok(wider <= 0, `${path} is ${wider} pixels too wide`);
      }
    });
  }

  test('buttons and fields on a phone are large enough for a thumb', async () => {
    const { page } = admin;
    await page.setViewportSize(phone);
    for (const path of ['/admin/users/carla', '/admin/secrets/PARTNER_TOKEN', '/admin/audit', '/admin/connections']) {
      await open(page, path);
      const targets = await page
        .locator('main button, main input:not([type=checkbox]), main nav a, main label:has([type=checkbox])')
        .filter({ visible: true })
        .all();
      assert.ok(targets.length >= 5, `only ${targets.length} targets on ${path}`);
      for (const target of targets) {
        const box = await target.boundingBox();
        const isInside = (await target.getAttribute('class'))?.includes('Pill') === true;
        assert.ok(
          isInside || (box !== null && box.height >= 44),
          `${path} ${await target.innerText()}: ${box?.height}`,
        );
      }
    }
  });

  test('the browser had nothing to complain about', () => assert.deepEqual(complaints, []));
});
