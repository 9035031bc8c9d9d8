import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import type { Principal } from '../../model/principal.ts';
import type { RunFile } from '../../model/run.ts';
import { type App, callerOf, type FastifyReply } from '../app.ts';
import { attachment } from '../content-disposition.ts';
import { filePreviewSchema, previewFile } from '../preview/file-preview.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import { requestedRun } from './run-routes.ts';

const tags: Tag[] = ['runs'];
const fileParams = z.object({ run: z.uuid(), name: z.string() });

/** What is downloaded may be anything: it is saved, and where a browser shows it all the same, nothing in it runs. */
export const downloadHeaders = {
  'content-security-policy': "sandbox; default-src 'none'",
  'x-content-type-options': 'nosniff',
} as const;

/** Files that a run left: download and preview. */
export function addRunFileRoutes(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/runs/:run/files/:name',
    {
      config: { access: { privilege: 'run:see' } },
      schema: { tags, summary: 'A file that the run left', params: fileParams, ...binary },
    },
    async (request, reply) => {
      const file = await requestedFile(services, callerOf(request), request.params);
      if (request.headers['if-none-match'] === etagOf(file)) return reply.code(304).header('etag', etagOf(file)).send();
      return sendFile(reply, file);
    },
  );
  app.get(
    '/api/v1/runs/:run/files/:name/preview',
    {
      config: { access: { privilege: 'run:see' } },
      schema: {
        tags,
        summary: 'The first rows of a CSV file or workbook',
        params: fileParams,
        querystring: z.object({
          sheet: z.string().optional(),
          rows: z.coerce.number().int().min(1).max(200).default(200),
        }),
        response: { 200: filePreviewSchema, ...problems(401, 404, 415, 422) },
      },
    },
    async (request) => previewFile(await requestedFile(services, callerOf(request), request.params), request.query),
  );
}

const binary = {
  produces: ['application/octet-stream'],
  response: {
    200: z.any().meta({ description: 'The bytes.' }),
    304: z.undefined().meta({ description: 'What you have is the file.' }),
    ...problems(401, 404),
  },
};

type FoundFile = RunFile & { readonly path: string };

const etagOf = (file: RunFile): string => `"${file.sha256}"`;

async function requestedFile(
  services: HttpServices,
  principal: Principal,
  params: { run: string; name: string },
): Promise<FoundFile> {
  const run = await requestedRun(services, principal, params.run);
  const file = await services.runs.file(run.id, params.name);
  if (file === undefined) {
    const names = run.files.map(({ name }) => name).join(', ');
    throw new MillraceError('not_found', `The run has no file '${params.name}'.`, {
      hint: names === '' ? 'It left no files.' : `It left: ${names}.`,
    });
  }
  const found = await stat(file.path).catch((cause: unknown) => {
    throw new MillraceError('not_found', `The file '${params.name}' is no longer kept on this node.`, {
      hint: 'Run the chain again.',
      cause,
    });
  });
  return { ...file, size: found.size };
}

function sendFile(reply: FastifyReply, file: FoundFile): FastifyReply {
  return reply
    .type(file.mediaType)
    .headers({
      ...downloadHeaders,
      'content-disposition': attachment(file.name),
      'content-length': file.size,
      etag: etagOf(file),
      'cache-control': 'private, no-cache',
    })
    .send(createReadStream(file.path));
}
