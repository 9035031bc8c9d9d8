import react from '@vitejs/plugin-react';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompress, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { defineConfig, type Plugin } from 'vite';

/** Where `npm start` listens, for `npx vite`: pages that reload while they are edited, on a server that runs already. */
const SERVER = process.env['MILLRACE_DEV_SERVER'] ?? 'http://127.0.0.1:7450';

/** Writes each text beside itself, compressed: once here, and not for each who asks the server. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    async writeBundle({ dir = '' }) {
      const names = await readdir(dir, { recursive: true });
      const texts = names.filter((name) => /\.(js|css|html|svg)$/.test(name)).map((name) => join(dir, name));
      await Promise.all(
        texts.map(async (file) => {
          const bytes = await readFile(file);
          await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
          await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes));
        }),
      );
    },
  };
}

// Vite asks for a default export.
export default defineConfig({
  root: 'src/ui',
  plugins: [react(), compressed()],
  build: {
    outDir: '../../dist/ui',
    emptyOutDir: true,
    target: 'es2023',
    // The first page is measured by its own test; a chunk that is loaded later may be large.
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { '/api': SERVER, '/sign-in': SERVER } },
});
