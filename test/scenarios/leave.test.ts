/**
 * A leave request of the example shop, through browsers and a real PostgreSQL: who asks, who decides, who does not; three
 * days without a decision, by a clock that is moved; and an HR database that is away for a while.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import type { Page } from 'playwright-core';
import { type Caller, signIn, until } from '../acceptance/server.ts';
import { copyShop, createCleanUp, editShop, lookIntoStore, type StoreLook } from '../acceptance/shop.ts';
import { field, launch, openAt, type Person, skip } from '../e2e/browser.ts';
import { type Gate, openGate } from './gate.ts';
import { MovingClock } from './moving-clock.ts';
import { type ShopServer, signInPeople, startShop } from './shop-server.ts';

const cleanUp = createCleanUp();
const complaints: string[] = [];
const clock = new MovingClock();
const hour = 3_600_000;
let server: ShopServer;
let gate: Gate;
let postgres: StoreLook;
let admin: Caller;
let people: Readonly<Record<'emma' | 'max' | 'helen' | 'hana' | 'wes', Person>>;
type Name = keyof typeof people;

/** Everybody has taken two days off this year, early in January. */
const year = new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: 'Asia/Singapore' }).format(clock.now());
/** Two weeks from wherever they begin are ten days of work. */
const fortnight = { from: `${year}-06-01`, to: `${year}-06-14` };

const open = (page: Page, path: string): Promise<void> => openAt(page, server.address + path);
const standing = (page: Page, state: string) => page.locator('h1').getByText(state, { exact: true });
const taskOf = (page: Page, who: string) => page.getByRole('link', { name: `Leave request of ${who}` });

/** Calls the API in somebody's session, as their page does. */
async function ask<T>(name: Name, path: string, event?: object): Promise<{ status: number; body: T }> {
  const { request } = people[name].context;
  const address = `${server.address}/api/v1${path}`;
  const headers = { 'x-millrace-request': 'test' };
  const answer = await (event === undefined ? request.get(address) : request.post(address, { headers, data: event }));
  return { status: answer.status(), body: (await answer.json()) as T };
}

interface Instance {
  readonly state: string;
  readonly public: Readonly<Record<string, unknown>>;
  readonly private?: Readonly<Record<string, unknown>>;
}

interface Entry {
  readonly name: string;
  readonly outcome: string;
  readonly by: { readonly kind: string };
}

const idOf = (path: string): string => path.split('/').at(-1) ?? '';
const look = async (name: Name, path: string): Promise<Instance> =>
  (await ask<Instance>(name, `/instances/${idOf(path)}`)).body;
const send = (name: Name, path: string, event: string) =>
  ask<{ code?: string; state?: string }>(name, `/instances/${idOf(path)}/events`, { name: event, input: {} });

/** Who has a task of the instance in their inbox. */
async function whoHas(path: string): Promise<string[]> {
  const having: string[] = [];
  for (const name of Object.keys(people) as Name[]) {
    const { body } = await ask<{ tasks: { instance: string }[] }>(name, '/tasks');
    if (body.tasks.some(({ instance }) => instance === idOf(path))) having.push(name);
  }
  return having;
}

/** How often the timer gave the request to the head. */
async function escalations(path: string): Promise<string[]> {
  const { body } = await admin.get<{ entries: Entry[] }>(`/instances/${idOf(path)}/history`);
  return body.entries.filter(({ name }) => name === 'escalate').map(({ outcome, by }) => `${by.kind} ${outcome}`);
}

/** The mails to somebody that would have gone out, the newest first. */
async function mailsTo(address: string): Promise<string[]> {
  const { body } = await admin.get<{ mails: { to: string; subject: string; state: string }[] }>('/mails');
  return body.mails.filter(({ to }) => to === address).map(({ subject, state }) => `${subject} (${state})`);
}

/** What stands at a field of a form. */
async function faultAt(page: Page, name: string): Promise<string> {
  const input = field(page, name);
  if ((await input.getAttribute('aria-invalid')) !== 'true') return '';
  const ids = ((await input.getAttribute('aria-describedby')) ?? '').split(' ');
  return (await Promise.all(ids.map((id) => page.locator(`[id="${id}"]`).innerText()))).join('');
}

/** Asks the HR database behind the back of the product. */
async function hr(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgres.url('shop_hr') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** How the tries of HR ended. */
async function tries(path: string): Promise<string[]> {
  const { body } = await admin.get<{ entries: Entry[] }>(`/instances/${idOf(path)}/history`);
  return body.entries.filter(({ name }) => name === 'retry').map(({ outcome }) => outcome);
}

/** Fills the form in and sends it; gives where the request then stands. */
async function askForLeave({ page }: Person, { from, to, reason }: { from: string; to: string; reason: string }) {
  await open(page, '/workflows/leave-request/start');
  await field(page, 'First day').fill(from);
  await field(page, 'Last day').fill(to);
  await field(page, 'Reason').fill(reason);
  await page.getByRole('button', { name: 'Submit' }).click();
  await page.waitForURL(/\/workflows\/leave-request\/[0-9a-f-]{36}/);
  return new URL(page.url()).pathname;
}

/** Decides a task on its page. */
async function decide({ page }: Person, path: string, { event, comment }: { event: string; comment: string }) {
  await open(page, `${path}?from=inbox`);
  await page.getByRole('button', { name: event }).click();
  await field(page, 'Comment').fill(comment);
  await page.getByRole('form', { name: event }).getByRole('button', { name: event }).click();
}

/** What is due is done in its order: when the mail of a request that was decided now is there, so is all from before. */
async function letWorkPass(): Promise<void> {
  const before = await mailsTo('wes@example.com');
  const { body } = await ask<{ instance: { id: string } }>('wes', '/workflows/leave-request/instances', {
    input: fortnight,
  });
  assert.equal((await send('max', body.instance.id, 'reject')).status, 200);
  await until('the mail to Wes is kept', async () => (await mailsTo('wes@example.com')).length > before.length);
}

describe('a leave request of the shop', { skip }, () => {
  before(async () => {
    const folder = await copyShop(cleanUp);
    postgres = await lookIntoStore(cleanUp, folder);
    await postgres.query('create database shop_hr');
    gate = await openGate(postgres.url('shop_hr'));
    cleanUp.add(() => gate.close());
    await editShop(folder, [
      { file: 'workspace.yaml', from: 'embedded:shop_hr', to: gate.url(postgres.url('shop_hr')) },
    ]);
    server = await startShop(folder, { clock, add: cleanUp.add });
    admin = await signIn({ address: server.address, link: await server.signInLink() });
    const browser = await launch();
    cleanUp.add(() => browser.close());
    const where = { browser, address: server.address, complaints };
    people = await signInPeople(['emma', 'max', 'helen', 'hana', 'wes'], where);
  });
  after(() => cleanUp.dispose());

  test('the first page leads her there', async () => {
    const { page } = people.emma;
    await open(page, '/');
    await page.getByRole('link', { name: 'A leave request' }).click();
    await page.waitForURL(/\/workflows\/leave-request$/);
    await page
      .getByRole('link', { name: /^Start/ })
      .first()
      .click();
    await page.waitForURL(/\/start$/);
  });

  test('dates that are missing or the wrong way round are refused at their field, and nothing is begun', async () => {
    const { page } = people.emma;
    await open(page, '/workflows');
    await page.getByRole('link', { name: 'Start: Leave request' }).click();
    await page.waitForURL(/\/start$/);
    await page.getByRole('button', { name: 'Submit' }).click();
    for (const day of ['First day', 'Last day']) assert.match(await faultAt(page, day), /This is needed/);
    await field(page, 'First day').fill(fortnight.to);
    await field(page, 'Last day').fill(fortnight.from);
    await field(page, 'Reason').fill('Family');
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByText('The last day is before the first one.').waitFor();
    assert.match(await faultAt(page, 'Last day'), /^The last day is before the first one\.$/);
    assert.equal(await faultAt(page, 'First day'), '');
    assert.equal(await field(page, 'Reason').inputValue(), 'Family');
    const { body } = await admin.get<{ instances: unknown[] }>('/instances?workflow=leave-request');
    assert.deepEqual(body.instances, []);
  });

  let request: string;

  test('the request comes to her manager by itself, and to nobody else', async () => {
    const { emma, max, hana, helen, wes } = people;
    for (const { page } of [max, hana, helen, wes]) {
      await open(page, '/inbox');
      await page.getByText('Nothing waits for you.').waitFor();
    }
    request = await askForLeave(emma, { ...fortnight, reason: 'Family' });
    await standing(emma.page, 'With the manager').waitFor();
    await taskOf(max.page, 'Emma Wong').waitFor();
    assert.deepEqual(await whoHas(request), ['max']);
    for (const { page } of [hana, helen, wes]) assert.equal(await taskOf(page, 'Emma Wong').count(), 0);
    assert.equal((await ask('wes', `/instances/${idOf(request)}`)).status, 404);
  });

  test('the manager sees what HR knows; who asked does not', async () => {
    const seen = await look('max', request);
    assert.deepEqual(seen.private, {
      ...{ employee: 'E-103', employeeName: 'Emma Wong', employeeEmail: 'emma@example.com' },
      ...{ days: 10, balance: 23, manager: 'max', managerName: 'Max Lim', head: 'helen' },
    });
    assert.equal((await look('emma', request)).private, undefined);
    const { page } = people.max;
    await taskOf(page, 'Emma Wong').click();
    await page.getByText('Only for who decides').waitFor();
    await page.getByText('Days left this year').waitFor();
    await page.getByText('23', { exact: true }).waitFor();
    const ran = page.getByRole('list', { name: 'Chains that ran' });
    await ran.getByText('hr.EnrichLeaveRequest').waitFor();
    assert.equal(await ran.getByRole('link', { name: /^Run of/ }).count(), 0, 'no link leads to what he may not see');
    assert.equal(await people.emma.page.getByText('Only for who decides').count(), 0);
  });

  test('only the manager can decide, and the mail goes to who asked, once', async () => {
    const { emma, max } = people;
    assert.equal(await emma.page.getByRole('button', { name: 'Approve' }).count(), 0);
    const answers: [Name, number][] = [
      ['emma', 403],
      ['hana', 403],
      ['helen', 403],
      ['wes', 404],
    ];
    for (const [name, status] of answers) assert.equal((await send(name, request, 'approve')).status, status, name);
    await decide(max, request, { event: 'Approve', comment: 'Enjoy' });
    await standing(emma.page, 'approved').waitFor();
    await until('the mail to Emma is kept', async () => (await mailsTo('emma@example.com')).length > 0);
    const subject = `Your leave from ${fortnight.from} to ${fortnight.to} was approved (kept)`;
    assert.deepEqual(await mailsTo('emma@example.com'), [subject]);
    assert.equal((await send('max', request, 'reject')).status, 409);
  });

  test('what the balance does not cover can only be rejected', async () => {
    const { emma, max } = people;
    // Six weeks are thirty days of work, and ten of her days were taken by the request before.
    const path = await askForLeave(emma, { from: `${year}-07-01`, to: `${year}-08-11`, reason: 'The world' });
    await decide(max, path, { event: 'Approve', comment: '' });
    await max.page.getByRole('alert').getByText('The balance is 13 days, the request is for 30.').first().waitFor();
    assert.equal((await look('emma', path)).state, 'pending');
    await decide(max, path, { event: 'Reject', comment: 'Too long' });
    await standing(emma.page, 'rejected').waitFor();
    await until('the mail to Emma is kept', async () => (await mailsTo('emma@example.com')).length > 1);
    assert.match((await mailsTo('emma@example.com'))[0] ?? '', /was rejected/);
  });

  test('nobody decides on their own request, even where the task is handed to them', async () => {
    const { max, helen } = people;
    const path = await askForLeave(max, { ...fortnight, reason: 'A rest' });
    assert.deepEqual(await whoHas(path), ['helen']);
    assert.equal(await max.page.getByRole('button', { name: 'Approve' }).count(), 0);
    assert.equal((await send('max', path, 'approve')).status, 403);
    await open(helen.page, '/inbox');
    await helen.page.getByRole('button', { name: /^Hand on/ }).click();
    await field(helen.page, 'To whom').fill('max');
    await helen.page.keyboard.press('Enter');
    await helen.page.getByRole('alert').getByText('Four eyes').waitFor();
    assert.deepEqual(await whoHas(path), ['helen']);
    await decide(helen, path, { event: 'Approve', comment: '' });
    await standing(max.page, 'approved').waitFor();
  });

  test('after three days without a decision the head has it, once, also where the server was restarted', async () => {
    const { emma, max, helen } = people;
    const path = await askForLeave(emma, { ...fortnight, reason: 'A wedding' });
    clock.advance(72 * hour - 20 * 60_000);
    await letWorkPass();
    assert.deepEqual([await whoHas(path), await escalations(path)], [['max'], []]);
    await server.restart();
    await letWorkPass();
    assert.deepEqual([await whoHas(path), await escalations(path)], [['max'], []]);
    await open(max.page, '/inbox');
    await open(helen.page, '/inbox');
    clock.advance(hour);
    await taskOf(helen.page, 'Emma Wong').waitFor();
    await taskOf(max.page, 'Emma Wong').waitFor({ state: 'detached' });
    assert.deepEqual(await whoHas(path), ['helen']);
    await server.restart();
    clock.advance(96 * hour);
    await letWorkPass();
    assert.deepEqual([await whoHas(path), await escalations(path)], [['helen'], ['service ok']]);
    assert.equal((await send('max', path, 'approve')).status, 403);
    const before = await mailsTo('emma@example.com');
    await decide(helen, path, { event: 'Approve', comment: 'Congratulations' });
    await until('the mail to Emma is kept', async () => (await mailsTo('emma@example.com')).length > before.length);
  });

  const troubles = [
    { name: 'nobody answers there', begin: async () => gate.shut(), end: async () => gate.open() },
    {
      name: 'its table is gone',
      begin: () => hr('alter table employees rename to employees_away'),
      end: () => hr('alter table employees_away rename to employees'),
    },
  ];
  for (const { name, begin, end } of troubles) {
    test(`a request while the HR database is away is not lost: ${name}`, async () => {
      const { emma, max, hana } = people;
      await open(hana.page, '/inbox');
      await begin();
      const path = await askForLeave(emma, { ...fortnight, reason: `In spite of it: ${name}` });
      await standing(emma.page, 'With HR, whose database did not answer').waitFor();
      const kept = { ...fortnight, reason: `In spite of it: ${name}` };
      assert.deepEqual([await whoHas(path), (await look('emma', path)).public], [['hana'], kept]);
      await taskOf(hana.page, 'Emma Wong').click();
      await hana.page.getByRole('button', { name: 'Try again', exact: true }).click();
      await until('her try is in the history', async () => (await tries(path)).length === 1);
      assert.deepEqual([await whoHas(path), (await look('emma', path)).public], [['hana'], kept]);
      await end();
      await open(hana.page, path);
      await hana.page.getByRole('button', { name: 'Try again', exact: true }).click();
      await standing(emma.page, 'With the manager').waitFor();
      assert.deepEqual(await whoHas(path), ['max']);
      assert.equal((await look('max', path)).private?.['balance'], 13);
      await decide(max, path, { event: 'Approve', comment: '' });
      await standing(emma.page, 'approved').waitFor();
    });
  }

  test('the browsers had nothing to complain about but the restarts', () => {
    const others = complaints.filter((words) => !/net::ERR_|status of 503/.test(words));
    assert.deepEqual(others, []);
  });
});
