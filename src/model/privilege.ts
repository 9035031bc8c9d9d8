/**
 * Every privilege, declared once: the role's schema, did-you-mean, the reference page and what routes ask for come from
 * here. Named `noun:verb`; a role may say `noun:*` or `*:*`.
 */

/** What each privilege allows, on objects that one has access to. Those of `admin:` reach all objects. */
export const privileges = {
  'chain:run': 'Run chains: by hand, and for whoever a job runs as.',
  'chain:edit': 'Check what a changed definition would say.',
  'run:see': 'See runs of chains: log, files, mails.',
  'run:cancel': 'Stop runs.',
  'job:trigger': 'Run jobs now.',
  'job:backfill': 'Run past instants of jobs, and stop such backfills.',
  'job:pause': 'Pause and resume jobs.',
  'alert:see': 'See what was told of alerts, to whom.',
  'alert:resend': 'Have messages about alerts sent again.',
  'workflow:start': 'Start instances of workflows.',
  'workflow:send': 'Send events to instances, and work on tasks.',
  'workflow:repair': 'Retry, skip or correct what failed in an instance.',
  'dataset:query': 'Ask datasets.',
  'dataset:refresh': 'Have datasets read again before their time.',
  'dashboard:view': 'Look at dashboards.',
  'endpoint:call': 'Call endpoints by API key or session.',
  'endpoint:see': 'See the deliveries of endpoints.',
  'endpoint:redeliver': 'Have deliveries worked on again, and calls signed that try an endpoint.',
  'admin:runs': 'See and stop the runs of all chains, and read all mails.',
  'admin:users': "Add, change and lock out users and service accounts' keys; see roles.",
  'admin:secrets': 'Set and delete secrets; nobody can read them.',
  'admin:connections': 'See connections and check whether they answer.',
  'admin:audit': 'Read and verify the audit log.',
  'admin:workflows': 'See all instances and tasks of all workflows.',
} as const satisfies Record<`${string}:${string}`, string>;

/** One of them. */
export type Privilege = keyof typeof privileges;

/** All privileges, in the order of the reference. */
export const privilegeNames = Object.keys(privileges) as readonly Privilege[];

/** Everything that a pattern (`chain:run`, `chain:*`, `*:*`) stands for; empty for one that stands for nothing. */
export function privilegesOf(pattern: string): readonly Privilege[] {
  return known.get(pattern) ?? [];
}

/** The privileges of every pattern that stands for some: asked for with every request. */
const known: ReadonlyMap<string, readonly Privilege[]> = new Map(
  privilegeNames.flatMap((name) => {
    const [noun = '', verb = ''] = name.split(':');
    return ['*:*', `*:${verb}`, `${noun}:*`, name].map((pattern) => [pattern, privilegesLike(pattern)] as const);
  }),
);

function privilegesLike(pattern: string): readonly Privilege[] {
  const [noun, verb] = pattern.split(':');
  return privilegeNames.filter((name) => {
    const [ownNoun, ownVerb] = name.split(':');
    return (noun === '*' || noun === ownNoun) && (verb === '*' || verb === ownVerb);
  });
}
