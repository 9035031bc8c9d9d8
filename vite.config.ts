import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm start` listens, for `npx vite`: pages that reload while they are edited, on a server that runs already. */
const SERVER = process.env['MILLRACE_DEV_SERVER'] ?? 'http://127.0.0.1:7450';

// Vite asks for a default export.
export default defineConfig({
  root: 'src/ui',
  plugins: [react()],
  build: {
    outDir: '../../dist/ui',
    emptyOutDir: true,
    target: 'es2023',
    // The first page is measured by its own test; a chunk that is loaded later may be large.
    chunkSizeWarningLimit: 1500,
  },
  server: { proxy: { '/api': SERVER, '/sign-in': SERVER } },
});
