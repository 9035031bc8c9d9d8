import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { systemClock } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import { runText } from '../../main/run-text.fixture.ts';
import { listMails } from '../../store/mails.ts';
import type { Store } from '../../store/open-store.ts';
import { openTestStore } from '../../store/test-store.ts';

const mailTo = (to: string): string =>
  `{ uses: email.send, with: { connection: mail, to: "${to}", subject: "About \${max(n)}", body: Hello } }`;

/** A workspace whose chain begins with numbers in this order. */
const workspace = (numbers: readonly number[], steps: string): string => `kind: workspace
name: t
---
kind: connection
name: mail
type: smtp
url: file
---
kind: chainset
name: t
chains:
  Test:
    steps:
      - { uses: records, with: { records: [${numbers.map((n) => `{ n: ${n} }`).join(', ')}] } }
${steps.replace(/^(?=.)/gm, '      ')}
  Notify:
    input: { n: integer }
    steps: [${mailTo('ops@example.com')}]
`;

/** Runs it as an attempt of one occurrence; gives its outcome. */
async function attempt(t: TestContext, store: Store, text: string): Promise<string> {
  const request = { id: newId(), effectId: 'occurrence' };
  const { end } = await runText(t, text, { request, machine: { store } });
  return end.problem === undefined ? end.outcome : `${end.outcome}: ${end.problem.message}`;
}

const subjects = async (store: Store): Promise<string[]> => (await listMails(store)).map((mail) => mail.subject).sort();

describe('effects of steps within steps', () => {
  const cases: { name: string; steps: string; sent: string[] }[] = [
    {
      name: 'each record',
      steps: `- { uses: each, with: { steps: [${mailTo('ops@example.com')}] } }`,
      sent: ['About 1', 'About 1', 'About 2'],
    },
    {
      name: 'each call of a chain',
      steps: '- { uses: chain.call, with: { chain: Notify, each: record } }',
      sent: ['About 1', 'About 1', 'About 2'],
    },
    {
      name: 'each way of a branch',
      steps: `- { uses: branch, with: { cases: [{ when: n = 1, steps: [${mailTo('ops@example.com')}] }], else: [${mailTo('ops@example.com')}] } }`,
      sent: ['About 1', 'About 2'],
    },
    {
      name: 'two calls of one chain',
      steps: '- { uses: chain.call, with: { chain: Notify } }\n- { uses: chain.call, with: { chain: Notify } }',
      sent: ['About 2', 'About 2'],
    },
    {
      name: 'one mail for each record',
      steps: `- { uses: email.send, with: { connection: mail, each: record, to: ops@example.com, subject: "About \${n}", body: Hello } }`,
      sent: ['About 1', 'About 1', 'About 2'],
    },
  ];
  for (const { name, steps, sent } of cases) {
    test(`are told apart for ${name}, and not done again by a retry that reads in another order`, async (t) => {
      const store = await openTestStore(t, systemClock);
      assert.equal(await attempt(t, store, workspace([1, 1, 2], steps)), 'ok');
      assert.deepEqual(await subjects(store), sent);
      assert.equal(await attempt(t, store, workspace([2, 1, 1], steps)), 'ok');
      assert.deepEqual(await subjects(store), sent);
    });
  }
});

describe('a mail that was on its way when an attempt was broken off', () => {
  const text = (repeats: boolean): string =>
    workspace([1], `- ${mailTo('ops@example.com').replace('{ uses', `{ repeatEffects: ${repeats}, uses`)}`);

  /** Leaves the mail as an attempt does that dies while it sends. */
  async function breakOff(t: TestContext): Promise<Store> {
    const store = await openTestStore(t, systemClock);
    await attempt(t, store, text(true));
    await store.db.updateTable('millrace.mails').set({ state: 'pending' }).execute();
    return store;
  }

  test('is not sent again, and the run says why', async (t) => {
    const store = await breakOff(t);
    assert.match(await attempt(t, store, text(false)), /^failed: .*nobody can tell whether it arrived/);
    assert.equal((await listMails(store))[0]?.state, 'pending');
  });

  test('is sent again by a step that says so', async (t) => {
    const store = await breakOff(t);
    assert.equal(await attempt(t, store, text(true)), 'ok');
    assert.equal((await listMails(store))[0]?.state, 'kept');
  });
});

test('a called chain gets its records as it declares them', async (t) => {
  const text = `kind: workspace
name: t
---
kind: chainset
name: t
chains:
  Test:
    steps:
      - { uses: records, with: { records: [{ a: "5", z: 1 }, { a: "10", z: 2 }] } }
      - { uses: chain.call, with: { chain: Sorted } }
  Sorted:
    input: { a: integer }
    steps: [{ uses: sort, with: { by: [a desc] } }]
`;
  assert.deepEqual((await runText(t, text)).records, [{ a: 10 }, { a: 5 }]);
  const { end } = await runText(t, text.replace('"10"', 'ten'));
  assert.deepEqual([end.outcome, end.problem?.code, end.problem?.step], ['invalid', 'cast_failed', 'chain.call#2']);
});
