/** Signing in over the store: tries are counted before a password is looked at, and everything is written to the audit log. */
import { countTry, lockRules } from '../../access/lock-out.ts';
import { hashPassword, requireGoodPassword, verifyPassword } from '../../access/password.ts';
import type { Credentials, Identity, PasswordChange, Sessions, SignInOrigin } from '../../access/sessions.ts';
import { MillraceError } from '../../core/errors.ts';
import { SharedLookups } from '../../core/shared-lookups.ts';
import type { AuditAction } from '../../model/audit-action.ts';
import { type Principal, userNamePattern } from '../../model/principal.ts';
import { addAuditEntry } from '../../store/audit.ts';
import { inTransaction, type StoreContext } from '../../store/open-store.ts';
import {
  endSession,
  endSessionsOf,
  findSession,
  listSessions,
  openSession,
  wasSignedInFrom,
} from '../../store/sessions.ts';
import { countFailure, forgetFailures, takeFailureBack } from '../../store/sign-in-failures.ts';
import { redeemSignInLink } from '../../store/sign-in-links.ts';
import { changeUser, findPasswordHash } from '../../store/users.ts';

/** For how long a session that began by a link may set a password without knowing the one before. */
const freshLink = 30 * 60_000;

/** Sessions over a store. */
export function createSessions(store: StoreContext): Sessions {
  // A page asks for much at once, all of it with one session.
  const lookups = new SharedLookups((token: string) => findSession(store, token));
  return {
    redeem: (token, origin) => redeem(store, token, origin),
    signIn: (credentials, origin) => signIn(store, credentials, origin),
    async find(token) {
      const found = await lookups.find(token);
      if (found === undefined) return undefined;
      const { id, principal, method, since } = found;
      return { id, principal, via: 'session', session: { method, since } };
    },
    list: (user) => listSessions(store, user),
    async end(id, { principal, address }) {
      await inTransaction(store, async (inner) => {
        const own = (await listSessions(inner, principal.id)).some((session) => session.id === id);
        if (!own || !(await endSession(inner, id)))
          throw new MillraceError('not_found', `There is no session ${id} of yours.`);
        await audit(inner, 'session.end', { principal, address });
      });
    },
    changePassword: (identity, change, origin) => changePassword(store, { identity, change, origin }),
  };
}

interface Told {
  readonly principal: Pick<Principal, 'kind' | 'id' | 'name'>;
  readonly address?: string | undefined;
  readonly refused?: boolean;
  readonly detail?: Readonly<Record<string, unknown>>;
}

function audit(store: StoreContext, action: AuditAction, { principal, address, refused, detail }: Told): Promise<void> {
  return addAuditEntry(store, {
    actor: principal,
    action,
    object: { kind: action.startsWith('session') ? 'session' : 'user', name: principal.id },
    result: refused === true ? 'refused' : 'done',
    ...(address === undefined ? {} : { address }),
    ...(detail === undefined ? {} : { detail }),
  });
}

/** Somebody who is not known, or not known to be who they say. */
const stranger = (name: string): Told['principal'] => ({ kind: 'user', id: name, name });

async function redeem(store: StoreContext, token: string, origin: SignInOrigin) {
  try {
    return await inTransaction(store, async (inner) => {
      const opened = await redeemSignInLink(inner, token, origin);
      await audit(inner, 'session.begin', { ...opened, address: origin.address, detail: { method: 'link' } });
      return opened;
    });
  } catch (thrown) {
    if (thrown instanceof MillraceError && thrown.code === 'bad_credentials') {
      const who = { principal: stranger('anonymous'), address: origin.address, refused: true };
      await audit(store, 'session.refuse', { ...who, detail: { method: 'link' } });
    }
    throw thrown;
  }
}

async function signIn(store: StoreContext, { name: typed, password }: Credentials, origin: SignInOrigin) {
  const name = typed.trim().toLowerCase();
  // What cannot be a name is counted for the address alone, so that the table holds no texts of any size.
  const tries = userNamePattern.test(name) ? { name, subject: await ofUser(store, name, origin) } : undefined;
  const lockedFor = await countTries(store, tries, origin);
  if (lockedFor !== undefined) return { lockedFor };
  const isRight = await verifyPassword(password, await findPasswordHash(store, name));
  const opened = isRight && tries !== undefined ? await begin(store, tries, origin) : undefined;
  if (opened !== undefined) return { opened };
  const who = { principal: stranger(name.slice(0, 100)), address: origin.address, refused: true };
  await audit(store, 'session.refuse', { ...who, detail: { method: 'password' } });
  throw new MillraceError('bad_credentials', 'This name and password do not belong together.', {
    hint: 'Try again, or ask an administrator for a sign-in link.',
  });
}

/** Whose tries are counted, and as what. */
interface CountedName {
  readonly name: string;
  readonly subject: string;
}

function begin(store: StoreContext, { name, subject }: CountedName, origin: SignInOrigin) {
  return inTransaction(store, async (inner) => {
    const opened = await openSession(inner, { name }, { origin, method: 'password' });
    if (opened === undefined) return undefined;
    await forgetTries(inner, subject, origin);
    await audit(inner, 'session.begin', { ...opened, address: origin.address, detail: { method: 'password' } });
    return opened;
  });
}

const ofAddress = (address: string): string => `address ${address}`;

/**
 * Tries for a name; those from where its user has been signed in before count by themselves, so that strangers who guess
 * from elsewhere lock out each other alone.
 */
async function ofUser(store: StoreContext, name: string, { address }: SignInOrigin): Promise<string> {
  const isKnown = address !== undefined && (await wasSignedInFrom(store, name, address));
  return isKnown ? `user ${name} from ${address}` : `user ${name}`;
}

async function forgetTries(store: StoreContext, subject: string, { address }: SignInOrigin): Promise<void> {
  await forgetFailures(store, subject);
  if (address !== undefined) await takeFailureBack(store, ofAddress(address));
}

/** Counts a try for its address and its name; gives the seconds that nobody may try, where that is so. */
async function countTries(
  store: StoreContext,
  named: CountedName | undefined,
  { address }: SignInOrigin,
): Promise<number | undefined> {
  const subjects = [
    ...(address === undefined ? [] : [{ subject: ofAddress(address), rule: lockRules.address }]),
    ...(named === undefined ? [] : [{ subject: named.subject, rule: lockRules.user }]),
  ];
  for (const { subject, rule } of subjects) {
    const verdict = await inTransaction(store, async (inner) => {
      const counted = await countFailure(inner, subject, (before, now) => countTry(rule, before, now));
      const locks = counted.allowed && counted.locks;
      const who = { principal: stranger(named?.name ?? 'anonymous'), address, refused: true, detail: { subject } };
      if (locks) await audit(inner, 'session.lock', who);
      return counted;
    });
    if (!verdict.allowed) return Math.ceil((verdict.lockedUntil - store.clock.now()) / 1000);
  }
  return undefined;
}

interface OwnChange {
  readonly identity: Identity;
  readonly change: PasswordChange;
  readonly origin: SignInOrigin;
}

async function changePassword(
  store: StoreContext,
  { identity, change, origin }: OwnChange,
): Promise<number | undefined> {
  const { id: user } = identity.principal;
  requireGoodPassword(change.password, user);
  const lockedFor = await requireCurrent(store, { identity, change, origin });
  if (lockedFor !== undefined) return lockedFor;
  const passwordHash = await hashPassword(change.password);
  await inTransaction(store, async (inner) => {
    await changeUser(inner, user, { passwordHash });
    await endSessionsOf(inner, user, identity.id);
    await audit(inner, 'user.password', { principal: identity.principal, address: origin.address });
  });
  return undefined;
}

/** Throws `invalid_input` if the current password is wrong; gives the seconds to wait after too many tries. */
async function requireCurrent(
  store: StoreContext,
  { identity: { principal, session }, change, origin }: OwnChange,
): Promise<number | undefined> {
  const known = await findPasswordHash(store, principal.id);
  const byLink = session?.method === 'link' && store.clock.now() - session.since < freshLink;
  if (known === undefined || byLink) return undefined;
  const subject = await ofUser(store, principal.id, origin);
  const lockedFor = await countTries(store, { name: principal.id, subject }, origin);
  if (lockedFor !== undefined) return lockedFor;
  if (change.current === undefined || !(await verifyPassword(change.current, known))) {
    const issues = [{ path: 'current', message: 'This is not your password.', code: 'invalid_input' }];
    throw new MillraceError('invalid_input', 'The current password is wrong.', { issues });
  }
  await forgetTries(store, subject, origin);
  return undefined;
}
