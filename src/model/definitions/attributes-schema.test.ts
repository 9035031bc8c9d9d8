import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatType } from '../value-type.ts';
import { workspaceOf } from './load-workspace.ts';

const load = (text: string) => workspaceOf([{ path: 'users.yaml', text }], '/workspace');

test('attributes come out as declared fields that everybody may lack', () => {
  const { workspace, problems } = load(
    'kind: attributes\nname: people\nattributes: { warehouses: list(text), costCentre: { type: text, label: Cost centre } }\n',
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(
    workspace.attributes.map(({ name, type, optional, label }) => [name, formatType(type), optional, label]),
    [
      ['warehouses', 'list(text)', true, undefined],
      ['costCentre', 'text', true, 'Cost centre'],
    ],
  );
});

const wrong = {
  'a name that every user has': ['{ roles: list(text) }', 'duplicate_name', 'attributes.roles'],
  'a type that does not exist': ['{ level: numbr }', 'invalid_value', 'attributes.level'],
  'a default': ['{ level: { type: integer, default: 3 } }', 'no_effect', 'attributes.level.default'],
  'a required one': ['{ level: { type: integer, required: true } }', 'no_effect', 'attributes.level.required'],
} as const;

for (const [name, [attributes, code, path]] of Object.entries(wrong)) {
  test(`attributes: ${name} is a problem with its place`, () => {
    const { problems } = load(`kind: attributes\nname: people\nattributes: ${attributes}\n`);
    assert.deepEqual(
      problems.map((problem) => [problem.code, problem.path, problem.position?.line]),
      [[code, path, 3]],
    );
  });
}

test('a workspace has one list of attributes', () => {
  const one = 'kind: attributes\nname: a\nattributes: { x: text }\n';
  const { problems } = load(`${one}---\n${one.replace('name: a', 'name: b')}`);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['duplicate_name'],
  );
});
