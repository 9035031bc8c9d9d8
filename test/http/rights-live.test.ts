/** What is open when rights change: streams and the views on them end by the next beat, and those of others go on. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { boardFiles } from '../e2e/board-workspace.ts';
import { MovingClock } from '../scenarios/moving-clock.ts';
import { type Caller, person } from './callers.ts';
import { readEvents } from './event-reader.ts';
import { serve, type Served } from './served.ts';

const clock = new MovingClock();
const roles = `
kind: role
name: viewer
privileges: ["dashboard:view", "dataset:query"]
`;
const withRole = (text: string, after: string): string => text.replace(after, `${after}\nroles: [viewer]`);
const files = {
  ...boardFiles,
  'chains.yaml': `${withRole(boardFiles['chains.yaml'] ?? '', 'name: stock-levels')}---${roles}`,
  'boards.yaml': withRole(boardFiles['boards.yaml'] ?? '', 'name: inventory'),
};

let served: Served;
/** The ids of keys by their names. */
const keys = new Map<string, string>();

/** Who looks at the board, with the number of pictures that came. */
async function looksOn(caller: Caller) {
  const reader = await readEvents(served.address, caller);
  const view = { method: 'PUT', body: { stream: reader.stream }, headers: caller };
  const { status } = await served.anonymously(`/api/v1/dashboards/inventory/views/${randomUUID()}`, view);
  assert.equal(status, 200);
  await reader.until(({ name, data }) => name === 'picture' && data.picture.content !== undefined);
  return reader;
}

const change = async (path: string, method: string, body?: unknown): Promise<void> => {
  const { status } = await served.call(path, { method, ...(body === undefined ? {} : { body }) });
  assert.ok(status < 300, `${path} gave ${status}`);
};

describe('streams that are open', () => {
  before(async () => {
    served = await serve(files, { clock });
  });
  after(() => served.close());

  const changes: readonly [
    what: string,
    caller: (id: string) => Promise<Caller>,
    take: (id: string) => Promise<void>,
  ][] = [
    ['a role is taken away', viewer, (id) => change(`/api/v1/users/${id}`, 'PATCH', { roles: [] })],
    ['the user is disabled', viewer, (id) => change(`/api/v1/users/${id}`, 'PATCH', { enabled: false })],
    ['the sessions are ended', viewer, (id) => change(`/api/v1/users/${id}/sign-out`, 'POST')],
    ['the key is revoked', viewerByKey, revoke],
  ];
  for (const [at, [what, callerOf, take]] of changes.entries()) {
    test(`end by the next beat when ${what}; others go on`, async () => {
      const id = `user${at}`;
      const theirs = await looksOn(await callerOf(id));
      const others = await looksOn({ cookie: served.cookie, 'x-millrace-request': 'test' });
      await take(id);
      clock.advance(20_000);
      await theirs.ended;
      const before = others.events.length;
      await served.run('stock', 'SetLevel', { parameters: { product: 'Sencha', warehouse: 'SIN', level: at + 30 } });
      await others.until((event) => others.events.indexOf(event) >= before && event.name === 'picture');
      others.close();
    });
  }
});

function viewer(id: string): Promise<Caller> {
  return person(served, { id, roles: ['viewer'] });
}

async function viewerByKey(id: string): Promise<Caller> {
  await viewer(id);
  const body = { name: id, owner: id, scopes: ['dashboard:*', 'dataset:query'] };
  const made = await served.call('/api/v1/keys', { method: 'POST', body });
  assert.equal(made.status, 201);
  keys.set(id, made.body.key.id as string);
  return { authorization: `Bearer ${made.body.token}` };
}

async function revoke(id: string): Promise<void> {
  await change(`/api/v1/keys/${keys.get(id)}`, 'DELETE');
}
