/**
 * The one catalogue of what the audit log can say: who did what to which object. Plain words on pages, the reference and
 * the filter of the API come from here. An action is `noun.verb`; a new one is a line here.
 */

/** One action. */
export interface AuditActionEntry {
  /** Plain words, as the rest of a sentence that begins with who did it; `{object}` stands for the object's name. */
  readonly words: string;
  /** When it is written, as a sentence for the reference. */
  readonly summary: string;
}

const action = (words: string, summary: string): AuditActionEntry => ({ words, summary });

/** All actions, by the noun they belong to. */
export const auditActions = {
  // signing in
  'session.begin': action('signed in', 'Somebody signed in, by password or by a link.'),
  'session.refuse': action('was refused at sign-in', 'Somebody tried to sign in and was refused.'),
  'session.lock': action('was locked out', 'Too many tries to sign in: no further ones are taken for a while.'),
  'session.end': action('signed out', 'A session was ended.'),
  // people and accounts
  'user.create': action('added the user {object}', 'A user was added.'),
  'user.change': action('changed the user {object}', 'Roles, attributes or names of a user were changed.'),
  'user.enable': action('enabled the user {object}', 'A user may sign in again.'),
  'user.disable': action('disabled the user {object}', 'A user may not sign in any more; their sessions ended.'),
  'user.password': action('set the password of {object}', 'A password was set or changed.'),
  'user.invite': action('made a sign-in link for {object}', 'A one-time sign-in link was made.'),
  'user.import': action('imported users', 'Users were imported from a file.'),
  'key.create': action('made the API key {object}', 'An API key was made.'),
  'key.revoke': action('revoked the API key {object}', 'An API key was revoked.'),
  // secrets and connections
  'secret.set': action('set the secret {object}', 'A secret got a new version.'),
  'secret.delete': action('deleted the secret {object}', 'The value of a secret was erased.'),
  'connection.check': action('tried the connection {object}', 'A connection was tried by hand.'),
  // definitions
  'workspace.load': action('changed the definitions', 'Definitions were loaded that differ from those before.'),
  'endpoint.anonymous': action(
    'opened the endpoint {object} to everybody',
    'An endpoint with `auth: none` was loaded for the first time.',
  ),
  'connection.unencrypted': action(
    'let the connection {object} travel unencrypted',
    'A connection that does not use TLS to another host was loaded for the first time.',
  ),
  // work
  'job.trigger': action('started the job {object}', 'A job was started by hand.'),
  'job.pause': action('paused the job {object}', 'A job was paused by hand: it plans nothing.'),
  'job.resume': action('resumed the job {object}', 'A paused job plans again, from then on.'),
  'job.backfill': action('backfilled the job {object}', 'Past instants of a job were planned by hand.'),
  'backfill.cancel': action('stopped a backfill of {object}', 'What was left of a backfill was cancelled.'),
  'alert.resend': action('sent a message about an alert again', 'A message about an alert was sent again by hand.'),
  'run.cancel': action('stopped the run {object}', 'A run was stopped by hand.'),
  'state.change': action('changed the state of {object}', 'The values that a chain keeps were set or reset by hand.'),
  'endpoint.try': action('tried the endpoint {object}', 'A call was signed for somebody who tried an endpoint.'),
  'delivery.redeliver': action('delivered {object} again', 'A delivery to an endpoint was sent again by hand.'),
} as const satisfies Record<string, AuditActionEntry>;

/** An action of the catalogue. */
export type AuditAction = keyof typeof auditActions;

/** The actions, in the order of the reference. */
export const auditActionNames = Object.keys(auditActions) as readonly AuditAction[];

/** How something that was tried came out. */
export const auditResults = ['done', 'refused', 'failed'] as const;

/** One of them. */
export type AuditResult = (typeof auditResults)[number];

/** What an entry says, in plain words: `Ada changed the user bob`. */
export function auditWords({ actor, action: name, object }: AuditSentence): string {
  const words: string = Object.hasOwn(auditActions, name) ? auditActions[name as AuditAction].words : name;
  return `${actor.name} ${words.replaceAll('{object}', () => object.name)}`;
}

/** What the plain words are made of. */
export interface AuditSentence {
  readonly actor: { readonly name: string };
  readonly action: string;
  readonly object: { readonly name: string };
}
