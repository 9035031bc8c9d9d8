import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDefinitions } from '../main/check-definitions.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import type { Principal } from '../model/principal.ts';
import type { CheckedChain } from './check/check-chain.ts';
import { fingerprintOf } from './fingerprint.ts';

const attributes =
  'kind: attributes\nname: people\nattributes: { warehouses: list(text), level: "decimal(6,2)", note: any }\n';

function chainOf(text: string, name = 'c.C'): CheckedChain {
  const { chains, problems } = checkDefinitions(
    workspaceOf([{ path: 'a.yaml', text: `${attributes}---\n${text}` }], '/w'),
  );
  assert.deepEqual(
    problems.filter(({ severity }) => severity === 'error'),
    [],
  );
  return chains.get(name)!.chain;
}

const source = 'uses: records, with: { records: [{ w: a, n: 1 }] }';
const chainset = (steps: string, rest = ''): string =>
  `kind: chainset\nname: c\n${rest}chains:\n  C: { steps: [{ ${source} }, ${steps}] }\n`;
const filtered = (where: string): string => chainset(`{ uses: filter, with: { where: "${where}" } }`);

const ada: Principal = {
  kind: 'user',
  id: '1',
  name: 'Ada',
  roles: ['a'],
  attributes: { warehouses: ['x'], level: '1.5' },
};
const print = (chain: CheckedChain, who: Partial<Principal>, workgroup = 'w'): string =>
  fingerprintOf(chain, { ...ada, ...who }, { workgroup });

describe('what a chain sees of the user', () => {
  const cases: { name: string; text: string; reach: string[] | 'everything' }[] = [
    { name: 'nothing', text: filtered('n > 0'), reach: [] },
    { name: 'an attribute', text: filtered('w in @user.warehouses'), reach: ['warehouses'] },
    { name: 'several', text: filtered("'a' in @user.roles or w = @user.id"), reach: ['id', 'roles'] },
    {
      name: 'the user as a whole',
      text: chainset('{ uses: derive, with: { compute: { u: "@user" } } }'),
      reach: 'everything',
    },
    {
      name: 'in the default of a parameter',
      text: `kind: chainset\nname: c\nchains:\n  C: { params: { p: { type: text, default: "=@user.name" } }, steps: [{ ${source} }] }\n`,
      reach: ['name'],
    },
    {
      name: 'in a called chain',
      text: `kind: chainset\nname: c\nchains:\n  C: { steps: [{ ${source} }, { uses: union, with: { sources: [{ chain: D }] } }] }\n  D: { steps: [{ ${source} }, { uses: filter, with: { where: "@user.level > 1" } }] }\n`,
      reach: ['level'],
    },
    {
      name: 'in what a called chain is given',
      text: `kind: chainset\nname: c\nchains:\n  C: { steps: [{ ${source} }, { uses: union, with: { sources: [{ chain: D, with: { p: "=@user.id" } }] } }] }\n  D: { params: { p: text }, steps: [{ ${source} }] }\n`,
      reach: ['id'],
    },
    {
      name: 'in a policy of what it reads',
      text: `kind: connection\nname: shop\ntype: embedded\n---\nkind: policy\nname: p\non: { connection: shop, collection: stock }\nrows: w in @user.warehouses\nmask: { n: "@user.level > 1" }\n---\nkind: chainset\nname: c\nchains:\n  C: { steps: [{ uses: documents.read, with: { connection: shop, collection: stock, columns: { w: text, n: integer } } }] }\n`,
      reach: ['level', 'warehouses'],
    },
  ];
  for (const { name, text, reach } of cases) {
    test(name, () => {
      const seen = chainOf(text).reach;
      assert.deepEqual(seen === 'everything' ? seen : [...seen].sort(), reach);
    });
  }
});

describe('fingerprints', () => {
  test('differ exactly by what is seen of the user', () => {
    const chain = chainOf(filtered('w in @user.warehouses'));
    assert.equal(
      print(chain, {}),
      print(chain, { id: '2', name: 'Bob', roles: [], attributes: { warehouses: ['x'] } }),
    );
    assert.notEqual(print(chain, {}), print(chain, { attributes: { warehouses: ['y'] } }));
    assert.notEqual(print(chain, { attributes: {} }), print(chain, { attributes: { warehouses: [] } }));
    assert.notEqual(print(chain, {}), print(chain, {}, 'another workgroup'));
  });

  test('are equal for values that mean the same', () => {
    const chain = chainOf(filtered('@user.level > 1'));
    assert.equal(print(chain, { attributes: { level: '1.5' } }), print(chain, { attributes: { level: '1.50' } }));
  });

  test('change with the version of a policy', () => {
    const text = (rows: string): string =>
      `kind: connection\nname: shop\ntype: embedded\n---\nkind: policy\nname: p\non: { connection: shop, collection: stock }\nrows: ${rows}\n---\nkind: chainset\nname: c\nchains:\n  C: { steps: [{ uses: documents.read, with: { connection: shop, collection: stock, columns: { n: integer } } }] }\n`;
    assert.notEqual(print(chainOf(text('n > 1')), {}), print(chainOf(text('n > 2')), {}));
  });

  test('take in what rules on the result look at', () => {
    const chain = chainOf(filtered('n > 0'));
    const with1 = fingerprintOf(chain, ada, { workgroup: 'w', also: new Set(['id']) });
    assert.notEqual(with1, fingerprintOf(chain, { ...ada, id: '2' }, { workgroup: 'w', also: new Set(['id']) }));
  });
});
