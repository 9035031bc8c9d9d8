/** `kind: workspace`: what holds for a whole folder of definitions. */
import { z } from 'zod';
import { byteSize, chainReference, documentKeys, duration, reference, zone } from './fields.ts';
import { recipients } from './alert-schema.ts';

const limits = (context: string, timeout: string, memory: string) =>
  z
    .strictObject({
      timeout: duration(`How long a run in ${context} may take.`, timeout).optional(),
      memory: byteSize(`How much memory a run in ${context} may use before it spills or ends.`, memory).optional(),
    })
    .meta({ description: `Limits of runs in ${context}.`, examples: [{ timeout, memory }] });

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
    alerts: recipients('Who is told when a job without `alert` fails.').optional(),
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
