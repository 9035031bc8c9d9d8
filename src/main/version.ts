import { createRequire } from 'node:module';

/** The version of Millrace, from its package. */
export const { version } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };
