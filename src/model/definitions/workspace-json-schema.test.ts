import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { z } from 'zod';
import { expressions, integer, shape, source, steps, text } from '../setting.ts';
import { parseDocuments } from './parse-documents.ts';
import { type JsonSchema, workspaceJsonSchema } from './workspace-json-schema.ts';
import { readYaml } from './yaml-document.ts';

const schema = workspaceJsonSchema({
  steps: [
    {
      name: 'limit',
      summary: 'Takes the first records.',
      settings: z.strictObject({ count: integer('How many.', { example: 10 }) }),
    },
    {
      name: 'derive',
      summary: 'Computes fields.',
      settings: z.strictObject({ compute: expressions('Fields.', { example: { a: 'b + 1' } }) }),
    },
    {
      name: 'join',
      summary: 'Joins.',
      settings: z.strictObject({ source: source('The other records.'), label: text('A label.').optional() }),
    },
    { name: 'each', summary: 'Runs steps for each record.', settings: z.strictObject({ steps: steps('The steps.') }) },
    { name: 'csv.read', summary: 'Reads.', settings: z.strictObject({ columns: shape('The columns.').optional() }) },
  ],
  connectors: [
    {
      type: 'smtp',
      summary: 'Sends mail.',
      settings: z.strictObject({ url: text('Where.', { example: 'smtp://x' }), from: text('Who.').optional() }),
    },
  ],
});
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

const chain = (list: string): string => `kind: chainset\nname: a\nchains: { B: { steps: ${list} } }\n`;

const good: Readonly<Record<string, string>> = {
  workspace: 'kind: workspace\nname: a\nzone: UTC\ndefaults: { job: { timeout: 1h, memory: 1gb } }\n',
  connection: 'kind: connection\nname: a\ntype: smtp\nurl: "${secret.X}"\n',
  channel: 'kind: channel\nname: a\nemail: [a@example.com]\n',
  role: 'kind: role\nname: a\nprivileges: ["chain:run"]\n',
  calendar: 'kind: calendar\nname: a\nweekdays: [mon]\nholidays: [2026-12-25]\n',
  job: 'kind: job\nname: a\nchain: b.C\nschedule: { cron: "0 8 * * *" }\nparams: { day: "=@today" }\nretry: { attempts: 3, wait: 30s }\n',
  'job with steps': 'kind: job\nname: a\nsteps: [{ uses: limit, with: { count: 1 } }]\n',
  settings: chain('[{ uses: limit, with: { count: 5 }, onError: skip, timeout: 5m }]'),
  'expressions that are numbers': chain('[{ uses: derive, with: { compute: { a: 1, b: true, c: x + 1 } } }]'),
  'steps in a source': chain('[{ uses: join, with: { source: { steps: [{ uses: limit, with: { count: 1 } }] } } }]'),
  'steps in steps': chain('[{ uses: each, with: { steps: [{ uses: limit, with: { count: 1 } }] } }]'),
  'steps without settings': chain('[{ uses: csv.read }]'),
  'a shape': chain(
    '[{ uses: csv.read, with: { columns: { a: text, b: { type: "decimal(5,2)", optional: true, min: 0 } } } }]',
  ),
};

for (const [name, yaml] of Object.entries(good)) {
  test(`takes what the parser takes: ${name}`, () => {
    assert.deepEqual(
      parseDocuments([{ path: 'x.yaml', text: yaml }]).problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    assert.ok(validate(readYaml({ path: 'x.yaml', text: yaml })[0]?.value), JSON.stringify(validate.errors));
  });
}

const bad: Readonly<Record<string, string>> = {
  'no kind': 'name: a\n',
  'another kind': 'kind: jobs\nname: a\n',
  'an unknown key': 'kind: job\nname: a\nchain: b.C\nshedule: {}\n',
  'a missing key': 'kind: role\nname: a\n',
  'a bad duration': 'kind: job\nname: a\nchain: b.C\ntimeout: 5 minutes\n',
  'an unknown choice': 'kind: job\nname: a\nchain: b.C\noverlap: never\n',
  'an unknown type of connection': 'kind: connection\nname: a\ntype: ftp\n',
  'an unknown setting of a connection': 'kind: connection\nname: a\ntype: smtp\nurl: x\nport: 5\n',
  'a missing setting of a connection': 'kind: connection\nname: a\ntype: smtp\n',
  'an unknown step': chain('[{ uses: limits }]'),
  'an unknown setting': chain('[{ uses: limit, with: { cout: 5, count: 5 } }]'),
  'no settings where they are needed': chain('[{ uses: limit }]'),
  'an unknown key of a step': chain('[{ uses: limit, with: { count: 5 }, when: x }]'),
  'an unknown setting in a source': chain(
    '[{ uses: join, with: { source: { steps: [{ uses: limit, with: { cout: 1 } }] } } }]',
  ),
  'an unknown setting in nested steps': chain(
    '[{ uses: each, with: { steps: [{ uses: limit, with: { cout: 1 } }] } }]',
  ),
  'an unknown key of a field': chain('[{ uses: csv.read, with: { columns: { a: { typ: text } } } }]'),
};

for (const [name, yaml] of Object.entries(bad)) {
  test(`refuses: ${name}`, () => assert.equal(validate(readYaml({ path: 'x.yaml', text: yaml })[0]?.value), false));
}

test('every key has a description, and nothing of ours leaks', () => {
  const bare: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties, role } = node as { properties?: Record<string, JsonSchema>; role?: unknown };
    // A key may be called `role`; what our declarations say under that name is a text.
    assert.notEqual(typeof role, 'string', path);
    for (const [key, value] of Object.entries(path.endsWith('.if') ? {} : (properties ?? {}))) {
      if (value['description'] === undefined && value['$ref'] === undefined) bare.push(`${path}.${key}`);
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'examples') visit(value, `${path}.${key}`);
  };
  visit(schema, '');
  assert.deepEqual(
    bare.filter((path) => !path.includes('.with.')),
    [],
  );
});

test('what is written as text keeps its examples', () => {
  const definitions = schema['definitions'] as Record<string, { properties: Record<string, JsonSchema> }>;
  assert.deepEqual(definitions['kind.job']?.properties['timeout']?.['examples'], ['15m']);
  assert.deepEqual(definitions['with.limit']?.properties['count']?.['examples'], [10]);
});
