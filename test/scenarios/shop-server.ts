/** The example shop on a whole server in this process, so that its clock can be moved, and its people in browsers. */
import type { Browser } from 'playwright-core';
import type { Clock } from '../../src/core/clock.ts';
import { parseSettings } from '../../src/core/settings.ts';
import { type RunningServer, startServer } from '../../src/main.ts';
import { cleanEnvironment } from '../acceptance/shop.ts';
import { openWindow, type Person, signInAt } from '../e2e/browser.ts';

/** The shop, served. */
export interface ShopServer {
  /** Where it is; the same after a restart. */
  readonly address: string;
  /** A link that signs the administrator in, once. */
  signInLink(): Promise<string>;
  /** Stops the server and starts another one over what it kept. */
  restart(): Promise<void>;
}

/** How the shop is started. */
export interface ShopOptions {
  readonly clock?: Clock;
  /** Settings and secrets beside the usual ones, which they replace. */
  readonly environment?: Readonly<Record<string, string>>;
  add(dispose: () => Promise<void>): void;
}

/** Starts the shop of a folder; jobs are not planned, so that moving the clock moves nothing but what a test is about. */
export async function startShop(
  folder: string,
  { clock, environment: more = {}, add }: ShopOptions,
): Promise<ShopServer> {
  const start = (port: string): Promise<RunningServer> => {
    const environment = cleanEnvironment({
      MILLRACE_PORT: port,
      MILLRACE_ROLES: 'web,worker',
      MILLRACE_LOG_LEVEL: 'silent',
      MILLRACE_CONCURRENCY: '1',
      MILLRACE_STOP_GRACE: '0',
      ...more,
    });
    const settings = parseSettings(environment);
    return startServer({ folder, settings, environment, settingUp: () => undefined, ...(clock && { clock }) });
  };
  let server = await start('0');
  const { address } = server;
  add(() => server.close());
  return {
    address,
    signInLink: () => server.signInLink(),
    async restart() {
      await server.close();
      server = await start(new URL(address).port);
    },
  };
}

/** The first names of those who work in the shop, with their passwords: the example writes them down. */
const passwords = {
  emma: 'emma-likes-tea',
  max: 'max-likes-coffee',
  helen: 'helen-likes-mugs',
  hana: 'hana-likes-pots',
  wes: 'wes-likes-mochi',
  ella: 'ella-likes-oolong',
  fay: 'fay-likes-numbers',
} as const;

/** Signs people of the shop in, each in a window of their own. */
export async function signInPeople<const N extends keyof typeof passwords>(
  names: readonly N[],
  { browser, address, complaints }: { browser: Browser; address: string; complaints: string[] },
): Promise<Readonly<Record<N, Person>>> {
  const entries: [N, Person][] = [];
  for (const name of names) {
    const person = await openWindow(browser, complaints);
    await signInAt(person.page, { address, name, password: passwords[name] });
    entries.push([name, person]);
  }
  return Object.fromEntries(entries) as Record<N, Person>;
}
