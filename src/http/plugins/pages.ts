/** The pages: built files for everybody; what they show comes from the API, which asks who is there. */
import fastifyStatic from '@fastify/static';
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import type { App } from '../app.ts';
import { sendNotFound } from './errors.ts';

/** Every address that is no file and not of the API is a page, which finds its own way. */
export async function addPages(app: App, folder: string | undefined): Promise<void> {
  if (folder === undefined || !existsSync(join(folder, 'index.html'))) {
    app.setNotFoundHandler((request, reply) => sendNotFound(request, reply));
    return;
  }
  await app.register(async (pages) => {
    pages.addHook('onRoute', (route) => {
      route.config = { ...route.config, files: true, access: 'public' };
    });
    await pages.register(fastifyStatic, {
      root: folder,
      index: ['index.html'],
      cacheControl: false,
      preCompressed: true,
      setHeaders: (reply, path) => {
        // Names of built files hold a hash of what is in them.
        const forever = path.includes(`${sep}assets${sep}`);
        reply.header('cache-control', forever ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  });
  app.setNotFoundHandler((request, reply) => {
    const isPage =
      request.method === 'GET' &&
      !request.url.startsWith('/api/') &&
      (request.headers.accept ?? '').includes('text/html');
    return isPage
      ? reply.header('cache-control', 'no-cache').sendFile('index.html', folder)
      : sendNotFound(request, reply);
  });
}
