/** `kind: channel`: a way by which alerts and messages leave. */
import { z } from 'zod';
import { documentKeys, duration, reference } from './fields.ts';

/** What a webhook can be sent: our own JSON, or what Slack and those who understand its webhooks take. */
export const webhookTemplates = ['json', 'slack'] as const;

/** One of them. */
export type WebhookTemplate = (typeof webhookTemplates)[number];

const webhookSchema = z
  .strictObject({
    url: z.string().meta({ description: 'Where to send it.', role: 'secret', examples: ['${secret.OPS_HOOK}'] }),
    headers: z
      .record(z.string(), z.string())
      .meta({
        description: 'Headers to send with it.',
        role: 'secret',
        examples: [{ authorization: 'Bearer ${secret.OPS_TOKEN}' }],
      })
      .optional(),
    template: z
      .enum(webhookTemplates)
      .meta({
        description:
          'What is sent: `json`, every fact by its name (default), or `slack`, as Slack, Mattermost and Rocket.Chat take it.',
      })
      .optional(),
  })
  .meta({
    description: 'Messages are posted there as JSON.',
    examples: [{ url: '${secret.OPS_HOOK}', template: 'slack' }],
  });

const fallbackSchema = z
  .strictObject({
    channel: reference('The second channel.', 'pager'),
    after: duration('How long the first channel may fail to deliver. Default: 5 minutes.', '5m').optional(),
  })
  .meta({ description: 'By which other channel a message leaves that cannot leave by this one.' });

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
    fallback: fallbackSchema.optional(),
  })
  .refine((channel) => channel.email !== undefined || channel.webhook !== undefined, {
    error: 'a channel needs `email` or `webhook`',
    params: { code: 'missing_key' },
  })
  .meta({ title: 'channel', description: 'A way by which alerts and messages leave.' });
