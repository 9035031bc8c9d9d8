/** Definitions that are wrong: every fault is found, with its place and what would be right, and nothing of it runs. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createCleanUp, millrace, temporaryFolder } from './shop.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

/** A chainset of one chain `A`, its steps from line 6. */
const chainset = (name: string, steps: string, more = ''): string =>
  `kind: chainset\nname: ${name}\n${more}chains:\n  A:\n    steps:\n${steps.replace(/^(?=.)/gm, '      ')}\n`;

const source = '- { uses: records, with: { columns: { a: integer, t: text }, records: [{ a: 1, t: x }] } }\n';

interface BadDefinition {
  readonly name: string;
  /** What the file says; its name is that of the case. */
  readonly text: string;
  readonly code: string;
  readonly line: number;
  readonly message: RegExp;
  /** What would be right. */
  readonly hint?: RegExp;
}

const nested = (depth: number, open: string, close: string): string => `${open.repeat(depth)}a${close.repeat(depth)}`;

const cases: readonly BadDefinition[] = [
  {
    name: 'malformed',
    text: 'kind: chainset\nname: [malformed\nchains: {}\n',
    code: 'yaml_syntax',
    line: 3,
    message: /./,
  },
  {
    name: 'tabs',
    text: 'kind: chainset\nname: tabs\nchains:\n\tA: {}\n',
    code: 'yaml_syntax',
    line: 4,
    message: /tab/i,
  },
  {
    name: 'deep',
    text: `kind: chainset\nname: ${nested(10_000, '[', ']')}\nchains: {}\n`,
    code: 'limit',
    line: 2,
    message: /deep|nest/,
  },
  { name: 'no-kind', text: 'name: nokind\nchains: {}\n', code: 'unknown_kind', line: 1, message: /kind/ },
  {
    name: 'other-kind',
    text: 'kind: chainsett\nname: other\nchains: {}\n',
    code: 'unknown_kind',
    line: 1,
    message: /chainsett/,
    hint: /chainset/,
  },
  {
    name: 'unknown-key',
    text: chainset('unknownkey', source, 'discription: x\n'),
    code: 'unknown_key',
    line: 3,
    message: /discription/,
    hint: /'description'/,
  },
  {
    name: 'unknown-setting',
    text: chainset('unknownsetting', `${source}- { uses: filter, with: { wehre: a > 1 } }`),
    code: 'unknown_key',
    line: 7,
    message: /wehre/,
    hint: /'where'/,
  },
  {
    name: 'unknown-step',
    text: chainset('unknownstep', `${source}- { uses: filtr, with: { where: a > 1 } }`),
    code: 'unknown_reference',
    line: 7,
    message: /filtr/,
    hint: /'filter'/,
  },
  {
    name: 'wrong-type',
    text: chainset('wrongtype', `${source}- { uses: distinct, with: { by: 7 } }`),
    code: 'invalid_value',
    line: 7,
    message: /list/,
  },
  {
    name: 'wrong-duration',
    text: 'kind: chainset\nname: wrongduration\nchains: { A: { timeout: soon, steps: [{ uses: log }] } }\n',
    code: 'invalid_value',
    line: 3,
    message: /timeout|soon|duration/,
  },
  {
    name: 'not-a-list',
    text: 'kind: chainset\nname: notalist\nchains: { A: { steps: { uses: records } } }\n',
    code: 'invalid_value',
    line: 3,
    message: /list/,
  },
  {
    name: 'cycle-b',
    text: chainset('cycleb', source, 'imports: [cyclea]\n'),
    code: 'import_cycle',
    line: 3,
    message: /cycleb.*cyclea|cyclea.*cycleb/,
  },
  {
    name: 'calls',
    text: 'kind: chainset\nname: calls\nchains:\n  A: { steps: [{ uses: chain.call, with: { chain: B } }] }\n  B: { steps: [{ uses: chain.call, with: { chain: A } }] }\n',
    code: 'import_cycle',
    line: 4,
    message: /B/,
  },
  {
    name: 'no-import',
    text: chainset('noimport', source, 'imports: [nowhere]\n'),
    code: 'unknown_reference',
    line: 3,
    message: /nowhere/,
  },
  {
    name: 'unknown-field',
    text: chainset('unknownfield', `${source}- { uses: filter, with: { where: a > 1 and ammount > 2 } }`),
    code: 'unknown_field',
    line: 7,
    message: /ammount/,
    hint: /a, t|'/,
  },
  {
    name: 'unknown-function',
    text: chainset('unknownfunction', `${source}- { uses: derive, with: { compute: { u: uper(t) } } }`),
    code: 'unknown_function',
    line: 7,
    message: /uper/,
    hint: /upper/,
  },
  {
    name: 'types',
    text: chainset('types', `${source}- { uses: filter, with: { where: a > t } }`),
    code: 'type_mismatch',
    line: 7,
    message: /integer.*text|text.*integer/,
  },
  {
    name: 'no-boolean',
    text: chainset('noboolean', `${source}- { uses: filter, with: { where: a + 1 } }`),
    code: 'type_mismatch',
    line: 7,
    message: /boolean/,
  },
  {
    name: 'parentheses',
    text: chainset('parentheses', `${source}- uses: filter\n  with:\n    where: "${nested(10_000, '(', ')')} > 1"`),
    code: 'too_complex',
    line: 9,
    message: /characters/,
    hint: /./,
  },
  {
    name: 'deep-parentheses',
    text: chainset('deep-parentheses', `${source}- uses: filter\n  with:\n    where: "${nested(5_000, '(', ')')} > 1"`),
    code: 'too_complex',
    line: 9,
    message: /deep|nest/,
    hint: /./,
  },
  {
    name: 'unclosed',
    text: chainset('unclosed', `${source}- { uses: filter, with: { where: "(a > 1" } }`),
    code: 'syntax',
    line: 7,
    message: /\)/,
  },
  {
    name: 'operators',
    text: chainset('operators', `${source}- uses: filter\n  with:\n    where: "${'not '.repeat(10_000)} a > 1"`),
    code: 'too_complex',
    line: 9,
    message: /./,
  },
];

interface ListedProblem {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly hint?: string;
  readonly position?: { readonly file: string; readonly line: number; readonly column: number };
}

describe('definitions that are wrong', () => {
  let problems: ListedProblem[];
  let plain: string;

  before(async () => {
    const folder = await temporaryFolder(cleanUp);
    await writeFile(join(folder, 'good.yaml'), chainset('good', source));
    await writeFile(join(folder, 'cycle-a.yaml'), chainset('cyclea', source, 'imports: [cycleb]\n'));
    for (const { name, text } of cases) await writeFile(join(folder, `${name}.yaml`), text);
    const validated = await millrace(['validate', folder, '--format', 'json']);
    assert.equal(validated.exit, 2, validated.err);
    assert.equal(validated.err, '');
    problems = validated.records<ListedProblem>();
    plain = (await millrace(['validate', folder])).out;
  });

  for (const { name, code, line, message, hint } of cases) {
    test(`${name}: ${code}`, () => {
      const own = problems.filter(({ position }) => position?.file === `${name}.yaml`);
      const found = own.find((problem) => problem.code === code);
      assert.ok(found, JSON.stringify(own));
      assert.equal(found.severity, 'error');
      assert.equal(found.position?.line, line, JSON.stringify(found));
      assert.ok(found.position.column >= 1);
      assert.match(found.message, message);
      assert.ok(found.message.length < 1000, 'a message that people can read');
      if (hint !== undefined) assert.match(found.hint ?? '', hint);
      assert.ok(plain.includes(`${name}.yaml:${line}:${found.position.column} error`));
    });
  }

  test('what is in order has no problem', () => {
    assert.deepEqual(
      problems.filter(({ position }) => position?.file === 'good.yaml'),
      [],
    );
  });
});
