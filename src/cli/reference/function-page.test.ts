import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionRegistry } from '../../expression/functions/registry.ts';
import { functionPages } from './function-page.ts';
import { functionTasks } from './function-tasks.ts';

const functions = functionRegistry().all();
const pages = new Map(functionPages(functions));

test('every function has a section on one page', () => {
  const headings = [...pages.values()].flatMap((text) => [...text.matchAll(/^## (.+)$/gm)].map(([, name]) => name));
  for (const { name } of functions) assert.equal(headings.filter((heading) => heading === name).length, 1, name);
});

test('tasks name functions that exist, each once', () => {
  const names = new Set(functions.map(({ name }) => name));
  for (const { task, functions: used } of functionTasks) {
    assert.deepEqual(
      used.filter((name) => !names.has(name)),
      [],
      task,
    );
    assert.equal(new Set(used).size, used.length, task);
  }
});

test('every link of the index leads to a heading', () => {
  const links = [...(pages.get('functions.md') ?? '').matchAll(/\]\((functions\/[\w-]+\.md)(?:#([^)]*))?\)/g)];
  assert.ok(links.length > functions.length / 2);
  for (const [, page = '', anchor] of links) {
    const text = pages.get(page);
    assert.ok(text, page);
    if (anchor !== undefined) assert.ok(text.includes(`\n## ${anchor.replaceAll('-', ' ')}\n`), `${page}#${anchor}`);
  }
});

const facts: readonly [page: string, name: string, fact: RegExp][] = [
  ['text', 'regexp_replace', /A problem:\*\* a pattern that RE2 does not know/],
  ['text', 'lpad', /- `lpad\(text, length: integer\[, fill: text\]\) -> text`/],
  ['date-and-time', 'date_trunc', /In the vector engine:\*\* only where `unit`/],
  ['aggregate', 'first', /In the vector engine:\*\* only with `order by`/],
  ['json', 'parse_json', /In the vector engine:\*\* no\./],
];

for (const [page, name, fact] of facts) {
  test(`the page of ${name} says ${fact.source}`, () => {
    const section = (pages.get(`functions/${page}.md`) ?? '')
      .split(/^## /m)
      .find((part) => part.startsWith(`${name}\n`));
    assert.match(section ?? '', fact);
  });
}

test('what is checked as something else is not said to stay in the row engine', () => {
  assert.doesNotMatch(pages.get('functions/conditional.md') ?? '', /In the vector engine/);
});
