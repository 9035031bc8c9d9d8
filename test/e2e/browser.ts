/** The browser of the tests, what axe has to say of a page, and people who sign in by its form. */
import { AxeBuilder } from '@axe-core/playwright';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';

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
  listen(page, complaints);
  return { context, page };
}

/** Adds what goes wrong in the browser itself to `complaints`. */
export function listen(page: Page, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // What the server refuses on purpose, the browser also tells.
    if (message.type() === 'error' && !/status of 4(01|03|09|22)/.test(message.text())) complaints.push(message.text());
  });
}

/** Opens an address and waits until what it shows is there. */
export async function openAt(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.locator('h1').waitFor();
  await page.waitForLoadState('load');
  await page.locator('[role=status] > .hidden').first().waitFor({ state: 'detached' });
}

/** Who somebody is to the form. */
export interface SignIn {
  /** Where the server is. */
  readonly address: string;
  readonly name: string;
  readonly password: string;
}

/** Signs somebody in through the form, with the keyboard alone. */
export async function signInAt(page: Page, { address, name, password }: SignIn): Promise<void> {
  await page.goto(address);
  await page.getByRole('textbox', { name: 'Name' }).focus();
  await page.keyboard.type(name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}

/** A field of a form, by its label. */
export const field = (page: Page, name: string): Locator => page.getByRole('textbox', { name, exact: true });

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
