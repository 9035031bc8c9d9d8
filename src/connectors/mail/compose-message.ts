import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { MailTable } from './mail-table.ts';
import { tableAsHtml, tableAsText } from './mail-table.ts';
import { markdownToHtml } from './markdown.ts';

/** A message before it is put into form. */
export interface MessageDraft {
  /** Without angle brackets; the same for every attempt. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly replyTo: string | undefined;
  readonly subject: string;
  /** Markdown. */
  readonly body: string;
  readonly table: MailTable | undefined;
  readonly attachments: readonly { readonly name: string; readonly path: string }[];
}

/** The message in RFC 5322 form, with a plain and an HTML part. */
export async function composeMessage(draft: MessageDraft): Promise<Uint8Array> {
  const { table } = draft;
  const text = table === undefined ? draft.body : `${draft.body.trimEnd()}\n\n${tableAsText(table)}\n`;
  const html = page(markdownToHtml(draft.body) + (table === undefined ? '' : tableAsHtml(table)));
  const composer = new MailComposer({
    messageId: `<${draft.id}>`,
    date: new Date(draft.date),
    from: draft.from,
    to: [...draft.to],
    cc: [...draft.cc],
    ...(draft.replyTo === undefined ? {} : { replyTo: draft.replyTo }),
    subject: draft.subject,
    text,
    html,
    attachments: draft.attachments.map(({ name, path }) => ({ filename: name, path })),
    // Nothing that a definition says may make the composer fetch an address; files are ours.
    disableUrlAccess: true,
  });
  return await composer.compile().build();
}

function page(content: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"></head><body style="font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; color: #1a1b1e; margin: 24px">${content}</body></html>`;
}
