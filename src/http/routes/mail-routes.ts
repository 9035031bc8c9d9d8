import { z } from 'zod';
import { requirePrivilege } from '../../access/permission.ts';
import { MillraceError } from '../../core/errors.ts';
import type { Principal } from '../../model/principal.ts';
import { type App, callerOf } from '../app.ts';
import { attachment } from '../content-disposition.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { mailSchema, mailSummarySchema, mailSummaryView, mailView } from '../views/mail-view.ts';
import { downloadHeaders } from './run-file-routes.ts';
import { requestedRun } from './run-routes.ts';

const tags: Tag[] = ['mails'];
const mailParams = z.object({ mail: z.uuid() });

/** Mails that runs sent, or would have sent. */
export function addMailRoutes(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/mails',
    {
      config: { access: { privilege: 'run:see' } },
      schema: {
        tags,
        summary: 'Mails, the newest first',
        querystring: z.object({ run: z.uuid().optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
        response: { 200: z.object({ mails: z.array(mailSummarySchema) }), ...problems(401, 403, 404, 422) },
      },
    },
    async (request) => {
      await requireMailAccess(services, callerOf(request), request.query.run);
      const mails = await services.runs.mails(request.query);
      return { mails: mails.map(mailSummaryView) };
    },
  );
  app.get(
    '/api/v1/mails/:mail',
    {
      config: { access: { privilege: 'run:see' } },
      schema: {
        tags,
        summary: 'What a mail says',
        params: mailParams,
        response: { 200: mailSchema, ...problems(401, 403, 404) },
      },
    },
    async (request) =>
      mailView(request.params.mail, await mailSource(services, callerOf(request), request.params.mail)),
  );
  app.get(
    '/api/v1/mails/:mail/source',
    {
      config: { access: { privilege: 'run:see' } },
      schema: {
        tags,
        summary: 'The message itself, as .eml',
        params: mailParams,
        response: { 200: z.any().meta({ description: 'RFC 5322' }), ...problems(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const source = await mailSource(services, callerOf(request), request.params.mail);
      const headers = { ...downloadHeaders, 'content-disposition': attachment(`${request.params.mail}.eml`) };
      return reply.type('message/rfc822').headers(headers).send(Buffer.from(source));
    },
  );
}

/** The mails of a run are for those who may see the run, others for who sees all runs. */
async function requireMailAccess(services: HttpServices, principal: Principal, run: string | undefined): Promise<void> {
  const { roles } = services.workspace().workspace;
  if (run === undefined || run === '') requirePrivilege(principal, { privilege: 'admin:runs', roles });
  else await requestedRun(services, principal, run);
}

async function mailSource(services: HttpServices, principal: Principal, id: string): Promise<Uint8Array> {
  const [mail] = await services.runs.mails({ id, limit: 1 });
  if (mail !== undefined) await requireMailAccess(services, principal, mail.run);
  const source = await services.runs.mailSource(id);
  if (source !== undefined) return source;
  throw new MillraceError('not_found', `There is no mail ${id}.`, { hint: 'Its retention may have ended.' });
}
