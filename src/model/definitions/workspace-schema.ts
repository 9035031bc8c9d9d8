/** `kind: workspace`: what holds for a whole folder of definitions. */
import { z } from 'zod';
import { byteSize, chainReference, documentKeys, duration, reference, zone } from './fields.ts';
import { recipients } from './alert-schema.ts';

/** What is younger than this may still be going on. */
const shortestKept = 86_400_000;

const limits = (context: string, timeout: string, memory: string) =>
  z
    .strictObject({
      timeout: duration(`How long a run in ${context} may take.`, timeout).optional(),
      memory: byteSize(`How much memory a run in ${context} may use before it spills or ends.`, memory).optional(),
    })
    .meta({ description: `Limits of runs in ${context}.`, examples: [{ timeout, memory }] });

const tourExample = { title: 'The stock board', try: 'Open it.', open: { dashboard: 'inventory' } };

const tourStop = z
  .strictObject({
    title: z.string().meta({ description: 'What it is.', examples: [tourExample.title] }),
    try: z.string().meta({ description: 'What to do with it, in a sentence.', examples: [tourExample.try] }),
    open: z
      .strictObject({
        chain: chainReference('Opens this chain.').optional(),
        job: reference('Opens this job.', 'daily-sales').optional(),
        workflow: reference('Opens this workflow.', 'leave-request').optional(),
        dataset: reference('Opens this dataset.', 'stock').optional(),
        dashboard: reference('Opens this dashboard.', 'inventory').optional(),
        endpoint: reference('Opens this endpoint.', 'shop-orders').optional(),
      })
      .refine((open) => Object.keys(open).length === 1, {
        error: 'one thing to open: a chain, job, workflow, dataset, dashboard or endpoint',
        params: { code: 'missing_key' },
      })
      .meta({ description: 'Where it is.' }),
  })
  .meta({ description: 'One thing to look at.' });

const kept = (what: string, example: string) =>
  duration(`How long ${what} are kept at least; for ever unless given.`, example)
    .refine((milliseconds) => milliseconds >= shortestKept, { error: 'at least 1d', params: { code: 'invalid_value' } })
    .optional();

const retentionExample = {
  runs: '180d',
  logs: '30d',
  occurrences: '400d',
  alerts: '400d',
  deliveries: '30d',
  mails: '180d',
  files: '30d',
};

const retentionSchema = z
  .strictObject({
    runs: kept('runs', retentionExample.runs),
    logs: kept('the logs of runs and the records that they rejected', retentionExample.logs),
    occurrences: kept('occurrences of jobs', retentionExample.occurrences),
    alerts: kept('alerts that have ended, with what was told of them', retentionExample.alerts),
    deliveries: kept('deliveries to endpoints', retentionExample.deliveries),
    mails: kept('mails', retentionExample.mails),
    files: kept('files of runs; not what they published below data/', retentionExample.files),
  })
  .meta({
    description:
      'How long what the server writes down is kept. It goes by whole months, when all of a month is old enough; `millrace purge` does it at once. What is still going on stays.',
    examples: [retentionExample],
  });

/** The settings of a workspace. */
export const workspaceSchema = z
  .strictObject({
    ...documentKeys('workspace', 'Settings of the whole workspace; at most one document of this kind.'),
    zone: zone('The time zone of `@today` and of schedules that name none. Default: UTC.').optional(),
    locale: z
      .string()
      .refine(isLocale, { error: 'a locale such as en-SG or de-DE' })
      .meta({ description: 'How numbers and dates are written in pages and mails. Default: en.', examples: ['en-SG'] })
      .optional(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'a currency such as SGD or EUR')
      .meta({ description: 'The currency that money is in unless something else is said.', examples: ['SGD'] })
      .optional(),
    mail: reference('The connection that alerts leave by.', 'mail').optional(),
    setup: z
      .array(chainReference('A chain without required parameters.'))
      .meta({
        description: 'Chains that run once, in this order, before the workspace is used for the first time.',
        examples: [['setup.LoadShop']],
      })
      .optional(),
    users: z
      .string()
      .regex(
        /^data\/(?!.*(^|\/)\.\.(\/|$)).+\.(ya?ml|json|csv)$/i,
        'a file below data/ that ends in .yaml, .json or .csv',
      )
      .meta({
        description:
          'Users who are added, with roles and attributes, before the workspace is used for the first time; those who are there are left as they are.',
        examples: ['data/users.yaml'],
      })
      .optional(),
    retention: retentionSchema.optional(),
    alerts: recipients('Who is told when a job without `alert` fails.').optional(),
    deadman: z
      .strictObject({
        url: z.string().meta({ description: 'The address.', role: 'secret', examples: ['${secret.DEADMAN_URL}'] }),
        every: duration('How often. Default: every minute.', '1m').optional(),
      })
      .meta({
        description:
          'An address outside that is asked (GET) as long as the scheduler lives and alerts can leave: whoever watches it notices when the requests stop.',
      })
      .optional(),
    tour: z
      .array(tourStop)
      .meta({ description: 'What a newcomer should look at, on the first page.', examples: [[tourExample]] })
      .optional(),
    defaults: z
      .strictObject({
        endpoint: limits('endpoints', '10s', '64mb').optional(),
        workflow: limits('workflows', '30s', '64mb').optional(),
        dataset: limits('datasets', '30s', '256mb').optional(),
        job: limits('jobs and by hand', '1h', '1gb').optional(),
      })
      .meta({ description: 'Limits by context, before a chain or job says otherwise.' })
      .optional(),
  })
  .meta({ title: 'workspace', description: 'Settings of the whole workspace.' });

function isLocale(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}
