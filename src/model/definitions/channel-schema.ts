/** `kind: channel`: a way by which alerts and messages leave. */
import { z } from 'zod';
import { documentKeys } from './fields.ts';

const webhookSchema = z
  .strictObject({
    url: z.string().meta({ description: 'Where to send it.', role: 'secret', examples: ['${secret.OPS_HOOK}'] }),
    headers: z
      .record(z.string(), z.string())
      .meta({ description: 'Headers to send with it.', role: 'secret' })
      .optional(),
  })
  .meta({ description: 'Messages are posted there as JSON.' });

/** A channel. */
export const channelSchema = z
  .strictObject({
    ...documentKeys('channel', 'A way by which alerts and messages leave.'),
    email: z
      .array(z.string().regex(/^[^\s@]+@[^\s@]+$/, 'an e-mail address'))
      .min(1)
      .meta({ description: 'Addresses that get a mail.', examples: [['ops@example.com']] })
      .optional(),
    webhook: webhookSchema.optional(),
  })
  .refine((channel) => channel.email !== undefined || channel.webhook !== undefined, {
    error: 'a channel needs `email` or `webhook`',
    params: { code: 'missing_key' },
  })
  .meta({ title: 'channel', description: 'A way by which alerts and messages leave.' });
