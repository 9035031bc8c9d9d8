/** Every kind of caller of the API, made through the API itself by the administrator. */
import type { Privilege } from '../../src/model/privilege.ts';
import { ownRequest, type Served, signIn } from './served.ts';

/** Who calls: the headers that say so. */
export type Caller = Readonly<Record<string, string>>;

/** What a person of the tests is made of. */
export interface Person {
  readonly id: string;
  readonly roles?: readonly string[];
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** Adds a user and signs them in by a link of the administrator. */
export async function person(served: Served, { id, roles = [], attributes = {} }: Person): Promise<Caller> {
  await good(served.call('/api/v1/users', { method: 'POST', body: { id, roles, attributes } }));
  const { path } = await good(served.call(`/api/v1/users/${id}/link`, { method: 'POST' }));
  return { cookie: await signIn(served.address, served.address + path), ...ownRequest };
}

/** A key of the administrator that is limited to one privilege. */
export async function keyFor(served: Served, privilege: Privilege): Promise<Caller> {
  const body = { name: privilege, scopes: [privilege] };
  const { token } = await good(served.call('/api/v1/keys', { method: 'POST', body }));
  return { authorization: `Bearer ${token}` };
}

/** Somebody who signed out and kept the cookie. */
export async function expired(served: Served, id: string): Promise<Caller> {
  const caller = await person(served, { id });
  const { status } = await served.anonymously('/api/v1/session', { method: 'DELETE', headers: caller });
  if (status !== 204) throw new Error(`signing out gave ${status}`);
  return caller;
}

async function good(answer: ReturnType<Served['call']>): Promise<Awaited<ReturnType<Served['call']>>['body']> {
  const { status, body } = await answer;
  if (status !== 201) throw new Error(`${status}: ${JSON.stringify(body)}`);
  return body;
}
