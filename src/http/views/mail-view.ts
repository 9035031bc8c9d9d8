import { simpleParser } from 'mailparser';
import { z } from 'zod';
import type { RunMail } from '../../runs/run-service.ts';
import { instantSchema, toInstant } from './instant.ts';

/** A mail in a list. */
export const mailSummarySchema = z
  .object({
    id: z.string(),
    run: z.string().optional(),
    from: z.string(),
    to: z.string(),
    subject: z.string(),
    state: z
      .enum(['pending', 'sent', 'kept', 'failed'])
      .meta({ description: '`kept`: no mail server is set, so it is shown and not sent.' }),
    detail: z.string(),
    attachments: z.array(z.string()),
    at: instantSchema,
  })
  .meta({ id: 'MailSummary' });

/** What a mail says. */
export const mailSchema = z
  .object({
    id: z.string(),
    headers: z.array(z.object({ name: z.string(), value: z.string() })),
    text: z.string().optional(),
    html: z.string().optional().meta({ description: 'As it was written: show it where no script runs.' }),
    parts: z
      .array(z.object({ name: z.string(), mediaType: z.string(), size: z.number() }))
      .meta({ description: 'What is attached.' }),
  })
  .meta({ id: 'Mail' });

/** A mail for a list. */
export function mailSummaryView({ at, attachments, ...mail }: RunMail): z.output<typeof mailSummarySchema> {
  return { ...mail, at: toInstant(at), attachments: [...attachments] };
}

const shownHeaders = ['from', 'to', 'cc', 'reply-to', 'date', 'subject', 'message-id'];

/** What the source of a mail says. */
export async function mailView(id: string, source: Uint8Array): Promise<z.output<typeof mailSchema>> {
  const parsed = await simpleParser(Buffer.from(source), { skipTextToHtml: true });
  const headers = parsed.headerLines
    .filter(({ key }) => shownHeaders.includes(key))
    .map(({ key, line }) => ({ name: line.slice(0, key.length), value: headerText(parsed, key, line) }));
  return {
    id,
    headers,
    text: parsed.text,
    html: parsed.html === false ? undefined : parsed.html,
    parts: parsed.attachments.map((part) => ({
      name: part.filename ?? 'without name',
      mediaType: part.contentType,
      size: part.size,
    })),
  };
}

type Parsed = Awaited<ReturnType<typeof simpleParser>>;

/** A header as people read it: encoded words decoded where the parser did, folding undone. */
function headerText(parsed: Parsed, key: string, line: string): string {
  const value = parsed.headers.get(key);
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && 'text' in value && typeof value.text === 'string') return value.text;
  return line
    .slice(line.indexOf(':') + 1)
    .replaceAll(/\r?\n\s+/g, ' ')
    .trim();
}
