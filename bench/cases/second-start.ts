import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineCase } from '../define-case.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the server, and gives the seconds until its page was served; then stops it. */
async function startAndStop(workspace: string): Promise<number> {
  const start = performance.now();
  const server = spawn(process.execPath, [path.join(root, 'src/cli.ts'), 'serve', workspace, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NO_COLOR: '1', MILLRACE_LOG_LEVEL: 'error' },
  });
  const ended = once(server, 'exit');
  try {
    let said = '';
    for await (const chunk of server.stdout.setEncoding('utf8')) {
      said += chunk as string;
      const address = /at (https?:\/\/\S+)/.exec(said)?.[1];
      if (address === undefined) continue;
      const page = await fetch(address);
      await page.text();
      if (!page.ok) throw new TypeError(`the page was answered with ${page.status}`);
      return (performance.now() - start) / 1000;
    }
    throw new TypeError(`the server ended before it served: ${said}`);
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
}

/** How long people wait in the morning. */
export const bench = defineCase({
  title: 'Second start of the server to the first served page',
  method:
    "A copy of `examples/shop` is started once, which makes its PostgreSQL and its data, and stopped; then again. Timed from the start of the process to the page's last byte.",
  async run(folder) {
    const workspace = path.join(folder, 'shop');
    await rm(workspace, { recursive: true, force: true });
    await cp(path.join(root, 'examples/shop'), workspace, {
      recursive: true,
      filter: (source) => !source.includes('.millrace'),
    });
    const first = await startAndStop(workspace);
    const second = await startAndStop(workspace);
    return [
      { what: 'second start', value: second, unit: 's', target: 5 },
      { what: 'first start, with making and loading the shop', value: first, unit: 's' },
    ];
  },
});
