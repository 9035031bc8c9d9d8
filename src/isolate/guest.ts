/**
 * What a guest process does: it runs a user's script in an isolate of V8 with a heap of its own. It is carried into the
 * process as source (see `source-of.ts`), so that the process need not read any file but the addon. It trusts neither
 * the script nor itself to stop: whoever started it ends it when it takes too long.
 */
import type IsolatedVM from 'isolated-vm';
import { readFrames, writeFrame } from './frames.ts';
import type { GuestFailure, GuestOrder } from './guest-order.ts';
import type { PreludeSettings } from './prelude.ts';
import { sourceOf } from './source-of.ts';

type Isolation = typeof IsolatedVM;

interface Script {
  readonly isolate: IsolatedVM.Isolate;
  readonly timeout: number;
  readonly load: IsolatedVM.Reference<(batch: string) => void>;
  readonly next: IsolatedVM.Reference<(milliseconds: number) => string>;
  readonly at: IsolatedVM.Reference<() => number>;
}

/** Loads the addon from its file, since its own loader would look around on the disk. */
function loadIsolation(): Isolation {
  const module = { exports: {} as { ivm: Isolation } };
  process.dlopen(module, process.argv[1]!);
  return module.exports.ivm;
}

async function prepare(isolation: Isolation, order: GuestOrder): Promise<Script> {
  const isolate = new isolation.Isolate({
    memoryLimit: Math.max(8, Math.floor(order.memory / 1024 ** 2)),
    // After that nothing in this process is to be trusted.
    onCatastrophicError: () => process.abort(),
  });
  const context = await isolate.createContext();
  const { mode, now, seed, timeout } = order;
  const params = JSON.stringify(order.params);
  const most = { largest: 8 * 1024 ** 2, longestLine: 1000, mostLines: 1000 };
  const settings = JSON.stringify({ mode, now, seed, params, ...most } satisfies PreludeSettings);
  const make = await context.eval(`${order.prelude}(JSON.parse(${JSON.stringify(settings)}))`, { reference: true });
  const source = `(function script(${order.argument}, params) { "use strict";\n${order.code}\n})`;
  const compiled = await isolate.compileScript(source, { filename: 'script', lineOffset: -1 });
  const script = await compiled.run(context, { reference: true, timeout });
  const prepared = await make.apply(undefined, [script.derefInto()], { result: { reference: true }, timeout });
  const part = prepared as IsolatedVM.Reference<Record<string, unknown>>;
  const get = async (name: string) => (await part.get(name, { reference: true })) as IsolatedVM.Reference;
  return { isolate, timeout, load: await get('load'), next: await get('next'), at: await get('at') };
}

/** What an error of the isolate itself means; errors of the user's function on a record do not come this way. */
async function failureOf(error: unknown, script: Script | undefined): Promise<GuestFailure> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SyntaxError) return { reason: 'syntax', message };
  if (script?.isolate.isDisposed === true || message.includes('disposed')) return { reason: 'memory', message };
  if (!message.includes('timed out')) return { reason: 'broken', message };
  const at = await script?.at.apply(undefined, [], { timeout: 100, result: { copy: true } }).catch(() => undefined);
  return { reason: 'timeout', message, ...(typeof at === 'number' ? { at } : {}) };
}

/** Works on a batch in slices of 50 ms and one record more, so that every record may take all of its time. */
async function answerBatch({ load, next, timeout }: Script, batch: string): Promise<void> {
  const slice = 50;
  await load.apply(undefined, [batch], { timeout: slice + timeout });
  for (;;) {
    const part = await next.apply(undefined, [slice], { timeout: slice + timeout, result: { copy: true } });
    writeFrame(process.stdout, { kind: 'P', text: part });
    if (part.endsWith('"done":true}')) return;
  }
}

/** Ends this process when it grows too large: the isolate's own limit does not see all of its memory. */
function watchSize(ceiling: () => number): void {
  // Nothing is imported here, and nothing tests how time goes by.
  // eslint-disable-next-line no-restricted-syntax
  setInterval(() => {
    if (process.memoryUsage.rss() > ceiling()) process.kill(process.pid, 'SIGKILL');
  }, 20);
}

function serveScripts(): void {
  const isolation = loadIsolation();
  let script: Script | undefined;
  let work = Promise.resolve();
  let ceiling = Number.POSITIVE_INFINITY;
  watchSize(() => ceiling);
  const answers: Readonly<Record<string, (text: string) => Promise<void>>> = {
    async S(text) {
      const order = JSON.parse(text) as GuestOrder;
      ceiling = order.ceiling;
      script = await prepare(isolation, order);
      writeFrame(process.stdout, { kind: 'R', text: '' });
    },
    async B(text) {
      if (script !== undefined) await answerBatch(script, text);
    },
    async E() {
      script?.isolate.dispose();
      script = undefined;
    },
  };
  readFrames(process.stdin, {
    frame({ kind, text }) {
      work = work
        .then(() => answers[kind]?.(text))
        .catch(async (error: unknown) =>
          writeFrame(process.stdout, { kind: 'X', text: JSON.stringify(await failureOf(error, script)) }),
        );
    },
    broken: () => process.exit(1),
  });
  // Without whoever started it nobody wants the results.
  process.stdin.on('end', () => process.exit(0));
}

/** The program of a guest process; its only argument is the file of the addon. */
export const guestSource = (): string =>
  `${sourceOf([writeFrame, readFrames, loadIsolation, prepare, failureOf, answerBatch, watchSize, serveScripts])}()`;
