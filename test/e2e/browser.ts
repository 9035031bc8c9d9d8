/** The browser of the tests, what axe has to say of a page, and people who are signed in. */
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Why there are no browser tests, if there are none. */
export const skip = process.env['MILLRACE_SKIP_BROWSER'] ? 'MILLRACE_SKIP_BROWSER is set' : false;

const executablePath = process.env['MILLRACE_CHROMIUM'] ?? '/usr/bin/chromium';
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A screen on a desk, and one in a hand. */
export const desk = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

/** Starts the browser. */
export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath, args });
}

/** Somebody with a browser window of their own. */
export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
}

/** Opens a window for somebody; what goes wrong in the browser itself is added to `complaints`. */
export async function openWindow(
  browser: Browser,
  complaints: string[],
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({ viewport: desk, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // What the server refuses on purpose, the browser also tells.
    if (message.type() === 'error' && !/status of 4(01|03|09|22)/.test(message.text())) complaints.push(message.text());
  });
  return { context, page };
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What keeps people out of a page, by axe. */
export async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).exclude('iframe').withTags(tags).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** By how many pixels a page is too wide. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}
