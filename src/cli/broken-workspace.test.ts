/** What somebody sees who breaks the workspace that `init` makes: each fault once, in its place, with what would be right. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

interface Break {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly says: readonly RegExp[];
}

const step = `error There is no step 'csv\\.raed'\\..*`;
const breaks: readonly Break[] = [
  {
    name: 'a step that does not exist',
    from: 'uses: csv.read',
    to: 'uses: csv.raed',
    says: [new RegExp(`^sales\\.yaml:13:15 ${step}`), /Did you mean 'csv\.read'\?/],
  },
  {
    name: 'a field that does not exist',
    from: 'sum(quantity',
    to: 'sum(qantity',
    says: [/^sales\.yaml:22:26 error There is no field 'qantity'/, /Did you mean 'quantity'\?/],
  },
  {
    name: 'types of another tool',
    from: 'id: integer, product: text',
    to: 'id: int, product: string',
    says: [/:16:26 error 'int' is not a type/, /integer/, /:16:40 error 'string' is not a type/, /text/],
  },
  {
    name: 'a function of another tool',
    from: 'sum(quantity * price)',
    to: 'sum(quantity * nvl(price, 0))',
    says: [/:22:37 error There is no function 'nvl'/, /Write coalesce\(x, y\)\./],
  },
  {
    name: 'a tab',
    from: '    description: Orders',
    to: '\tdescription: Orders',
    says: [/:7:1 error A tab is used to indent/, /Replace tabs by spaces\./],
  },
  {
    name: 'an entry of a list whose keys are not in line',
    from: '        uses: csv.read',
    to: '       uses: csv.read',
    says: [/:13:1 error The line belongs to no entry of the list/, /the same indentation/],
  },
  {
    name: 'a setting beside with',
    from: 'with: { where: orders >= $least }',
    to: 'where: orders >= $least',
    says: [/:24:9 error The key 'where' is not known here/, /Settings of a step stand below 'with'/],
  },
  {
    name: 'quotes forgotten',
    from: '"decimal(38,2)"',
    to: 'decimal(38,2)',
    says: [/:10:67 error A comma ends a value inside/, /Quote this expression: revenue: "decimal\(38, 2\)"/],
  },
];

describe('a workspace that is broken', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-broken-'));
    assert.equal((await millrace(['init'])).exit, 0);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function millrace(typed: readonly string[]) {
    const terminal = captureTerminal({ folder });
    const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
    return { exit, ...terminal.written };
  }

  async function broken({ from, to }: Pick<Break, 'from' | 'to'>, typed: readonly string[]) {
    const file = join(folder, 'sales.yaml');
    const text = await readFile(file, 'utf8');
    assert.ok(text.includes(from), `${from} is in what init makes`);
    await writeFile(file, text.replace(from, to));
    try {
      return await millrace(typed);
    } finally {
      await writeFile(file, text);
    }
  }

  for (const one of breaks) {
    test(`says what would be right, once: ${one.name}`, async () => {
      const { exit, out } = await broken(one, ['validate']);
      assert.equal(exit, 2);
      const lines = out.trimEnd().split('\n').slice(0, -1);
      assert.equal(lines.length, one.says.length, out);
      for (const [at, says] of one.says.entries()) assert.match(lines[at] ?? '', says);
    });
  }

  test('a test that gives a field which nobody reads is at fault', async () => {
    const { exit, out } = await broken({ from: 'product: tea, quantity: 2,', to: 'product: tea, quantty: 2,' }, [
      'test',
    ]);
    assert.equal(exit, 1);
    assert.match(out, /given\.orders\[0\]\.quantty: the source reads no such field\. Did you mean 'quantity'\?/);
  });

  test('a test that names some fields only is shown with those', async () => {
    const { out } = await broken({ from: 'orders: 2, revenue: 13.50 }', to: 'orders: 3 }' }, ['test']);
    assert.match(out, /records\[0\]: expected \{"product":"tea","orders":3\}, got \{"product":"tea","orders":2,/);
  });

  test('of very many problems the first are shown', async () => {
    const chain = (_: unknown, at: number) => `  C${at}: { steps: [{ uses: nothing${at} }] }\n`;
    const text = `kind: chainset\nname: many\nchains:\n${Array.from({ length: 150 }, chain).join('')}`;
    await writeFile(join(folder, 'many.yaml'), text);
    const { out } = await millrace(['validate']);
    await rm(join(folder, 'many.yaml'));
    assert.match(out, /There is no step 'nothing99'[\s\S]*\n\.\. and 50 more\n150 errors\.\n$/);
  });
});
