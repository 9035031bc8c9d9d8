/**
 * Jobs through real browsers over a real server: past instants are backfilled, the job's page draws what became of them,
 * and the overview shows what was missed, late and failed; on a desk, on a phone, with data and with none.
 */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { newId } from '../../src/core/ids.ts';
import { createTestDatabase } from '../../src/store/test-store.ts';
import { type ServerProcess, startServer } from '../acceptance/server.ts';
import { createCleanUp, temporaryFolder } from '../acceptance/shop.ts';
import { desk, launch, openAt, openWindow, overflowOf, type Person, phone, skip, violationsOf } from './browser.ts';
import { bareWorkspace, jobsWorkspace } from './jobs-workspace.ts';

const cleanUp = createCleanUp();
const complaints: string[] = [];
let browser: Browser;
let server: ServerProcess;
let bare: ServerProcess;
let admin: Person;
let visitor: Person;

const open = (page: Page, path: string): Promise<void> => openAt(page, server.address + path);

/** The runs of an occurrence that was tried again. */
const retried = [newId(), newId()] as const;

/** Writes into the ledger what a server that was away for a while would have left in it. */
async function leaveTraces(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const add = (planned: string, more: { until?: string; state: string; late?: number; reason?: string }) =>
    client.query(
      `insert into millrace.occurrences (id, workgroup_id, job, planned, origin, due, state, late, until, reason,
         definition_hash, created_at, ended_at)
       select $1, id, 'daily-report', $2, 'schedule', $2, $3, $4, $5, $6, '', $2, $2 from millrace.workgroups limit 1`,
      [newId(), planned, more.state, more.late ?? 0, more.until ?? null, more.reason ?? null],
    );
  await add('2026-02-10T01:30:00Z', { state: 'succeeded', late: 5_400_000 });
  await add('2026-02-10T04:00:00Z', {
    state: 'missed',
    until: '2026-02-10T10:00:00Z',
    reason: 'No server was running.',
  });
  await client.query(
    `insert into millrace.occurrences (id, workgroup_id, job, planned, origin, due, state, run_id, attempt, attempts,
       definition_hash, created_at, ended_at)
     select $1, id, 'often', $2, 'schedule', $2, 'succeeded', $4, 2, $3, '', $2, $2 from millrace.workgroups limit 1`,
    [
      newId(),
      '2025-12-11T01:30:00Z',
      JSON.stringify([
        { run: retried[0], outcome: 'upstream' },
        { run: retried[1], outcome: 'ok' },
      ]),
      retried[1],
    ],
  );
  await client.end();
}

/** Nothing keeps people out, and nothing is wider than the window. */
async function looksWell(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  assert.deepEqual(await violationsOf(page), []);
  assert.ok((await overflowOf(page)) <= 0);
}

describe('jobs in the browser', { skip }, () => {
  before(async () => {
    const [folder, empty] = [await temporaryFolder(cleanUp), await temporaryFolder(cleanUp)];
    await writeFile(join(folder, 'all.yaml'), jobsWorkspace);
    await writeFile(join(empty, 'all.yaml'), bareWorkspace);
    const [database, other] = [await createTestDatabase(), await createTestDatabase()];
    cleanUp.add(() => database.close());
    cleanUp.add(() => other.close());
    server = await startServer(folder, { environment: { DATABASE_URL: database.url }, add: cleanUp.add });
    bare = await startServer(empty, { environment: { DATABASE_URL: other.url }, add: cleanUp.add });
    await leaveTraces(database.url);
    browser = await launch();
    cleanUp.add(() => browser.close());
    admin = await openWindow(browser, complaints);
    await admin.page.goto(server.link);
    await admin.page.waitForURL(`${server.address}/`);
    visitor = await openWindow(browser, complaints);
    await visitor.page.goto(bare.link);
    await visitor.page.waitForURL(`${bare.address}/`);
  });
  after(() => cleanUp.dispose());

  test('a backfill says what it would do, runs, and stands on the page with how far it is', async () => {
    const { page } = admin;
    await open(page, '/jobs/daily-report');
    await page.getByText('Too few runs for a picture.').waitFor();
    await page.getByRole('button', { name: 'Backfill' }).click();
    const form = page.getByRole('form', { name: 'Backfill daily-report' });
    await form.getByLabel('First day').fill('2026-02-01');
    await form.getByLabel('Last day').fill('2026-02-05');
    await form.getByText(/5 instants would run\. The first is Sun,? 1 Feb, 02:30/).waitFor();
    await looksWell(page);
    await form.getByRole('button', { name: 'Run these instants' }).press('Enter');
    const list = page.getByRole('table', { name: 'Backfills' });
    await list.getByText('5 of 5: 5 succeeded').waitFor();
    const records = page.getByRole('group', { name: 'Records that the last runs gave' });
    await records.waitFor();
    await page.getByRole('button', { name: 'Backfill' }).click();
    await form.getByLabel('First day').fill('2026-02-05');
    await form.getByLabel('Last day').fill('2026-02-06');
    await form.getByText(/1 instant would run, 1 left alone/).waitFor();
    await form.getByLabel('First day').fill('2026-02-08');
    await form.getByText(/ends before it begins/).waitFor();
    await form.getByRole('button', { name: 'Not now' }).click();
  });

  test('the next 400 days are there, with the changes of the clocks', async () => {
    const { page } = admin;
    await open(page, '/jobs/daily-report');
    await page.getByRole('button', { name: 'Show all 400' }).click();
    const coming = page.getByRole('list', { name: 'Coming instants' });
    await coming
      .getByText(/the clocks change/)
      .first()
      .waitFor();
    assert.ok((await coming.getByRole('listitem').count()) > 401);
    await looksWell(page);
  });

  test('every attempt at an occurrence leads to its own run', async () => {
    const { page } = admin;
    await open(page, '/jobs/often');
    for (const [index, name] of ['attempt 1: upstream', 'attempt 2: ok'].entries()) {
      const link = page.getByRole('link', { name });
      assert.equal(await link.getAttribute('href'), `/runs/${retried[index]}`);
    }
    await looksWell(page);
  });

  test('a job is paused and resumed where it is seen', async () => {
    const { page } = admin;
    await open(page, '/jobs/broken-import');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('It is paused, so nothing is planned.').waitFor();
    await page.getByText(/Paused .*: By /).waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('list', { name: 'Coming instants' }).waitFor();
  });

  test('the overview of a day shows what was late and missed, with the reason', async () => {
    const { page } = admin;
    await open(page, '/jobs');
    await page.getByRole('link', { name: 'Schedule' }).press('Enter');
    await page.waitForURL(/\/schedule$/);
    await open(page, '/schedule?day=2026-02-10');
    await page.getByRole('heading', { name: /^Tuesday,? 10 February 2026$/ }).waitFor();
    await page.getByRole('link', { name: /daily-report, Tue,? 10 Feb, 02:30: late/ }).waitFor();
    await page.getByRole('link', { name: /daily-report, .* 05:00 to .* 11:00: missed/ }).waitFor();
    const amiss = page.getByRole('table', { name: 'Not as planned' });
    await amiss.getByText('No server was running.').waitFor();
    await amiss.getByText('1 h 30 min late').filter({ visible: true }).waitFor();
    await looksWell(page);
  });

  test('the calendar of a month counts them by day, and a day leads to its timeline', async () => {
    const { page } = admin;
    await open(page, '/schedule?day=2026-02-10&tab=month');
    await page.getByRole('link', { name: '1 February 2026: 1 succeeded' }).waitFor();
    await page.getByRole('link', { name: '10 February 2026: 1 late, 1 missed' }).click();
    await page.getByRole('heading', { name: /^Tuesday,? 10 February 2026$/ }).waitFor();
    await page.getByRole('button', { name: 'The day before' }).click();
    await page.getByText('Nothing on this day.').waitFor();
    await page.getByRole('button', { name: 'Today' }).click();
    await page.waitForURL(/day=20(?!26-02)/);
  });

  test('what failed is seen as failed', async () => {
    const { page } = admin;
    const url = `${server.address}/api/v1/jobs/broken-import/backfills`;
    const headers = { 'x-millrace-request': 'test' };
    const range = { from: '2026-02-12', to: '2026-02-12' };
    assert.equal((await admin.context.request.post(url, { data: range, headers })).status(), 201);
    await open(page, '/schedule?day=2026-02-12');
    await page.getByRole('link', { name: /broken-import, Thu,? 12 Feb, 03:00: failed/ }).waitFor({ timeout: 60_000 });
  });

  test('on a phone everything fits, too', async () => {
    const { page } = admin;
    await page.setViewportSize(phone);
    for (const path of [
      '/jobs',
      '/jobs/daily-report',
      '/schedule?day=2026-02-10',
      '/schedule?day=2026-02-10&tab=month',
    ]) {
      await open(page, path);
      await page.waitForLoadState('networkidle');
      await looksWell(page);
    }
    await page.setViewportSize(desk);
  });

  test('with no jobs the pages say so', async () => {
    const { page } = visitor;
    await openAt(page, `${bare.address}/schedule`);
    await page.getByText('Nothing on this day.').waitFor();
    await looksWell(page);
    await openAt(page, `${bare.address}/schedule?tab=month`);
    await looksWell(page);
    await openAt(page, `${bare.address}/jobs`);
    await page.getByText('No jobs yet.').waitFor();
  });

  test('the browser had nothing to complain about', () => assert.deepEqual(complaints, []));
});
