/** Tests of chains that are wrong themselves. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Test, testBeside } from './chain-tests.fixture.ts';

/** Tests that are wrong themselves: what `validate` says, with the place. */
const wrong: readonly (readonly [name: string, test: Test, says: RegExp])[] = [
  [
    'a step that is not there',
    { given: { order: [] } },
    /:\d+:\d+ error there is no such step\. .*Did you mean 'orders'/is,
  ],
  [
    'a field that is not read',
    { given: { orders: [{ skuu: 'x' }] } },
    /error the source reads no such field\..*Did you mean 'sku'/is,
  ],
  [
    'a value of another type',
    { given: { orders: [{ id: 'x' }] } },
    /error expected a whole number of 64 bits, but got "x"\..*given\.orders\[0\]\.id/is,
  ],
  [
    'a made field of another type',
    { given: { orders: { generate: 1, compute: { id: "'a' || 'b'" } } } },
    /error .*integer/i,
  ],
  [
    'a made field that is not there',
    { given: { orders: { generate: 1, compute: { ids: 'index' } } } },
    /error there is no such field\./i,
  ],
  ['something given to a filter', { given: { 'filter#2': [] } }, /'filter' asks nothing of the outside world/i],
  ['records given to a sink', { given: { tell: [] } }, /'http\.send' gives on what it gets/i],
  [
    'answers of what asks nobody',
    { given: { orders: { answers: [{ status: 200 }] } } },
    /makes no requests that could be answered/i,
  ],
  ['where of what takes nothing', { given: { orders: { fails: 'busy', where: 'true' } } }, /takes no records here/i],
  ['a failure that is none', { given: { orders: { fails: 'upstrem' } } }, /'fails' is 'upstrem'/i],
  ['times without a failure', { given: { orders: { records: [], times: 2 } } }, /say more about `fails`/i],
  ['nothing given', { given: { orders: {} } }, /Say what it gives/i],
  [
    'a service that is not there',
    { as: { service: 'nightli' } },
    /there is no service 'nightli'.*Did you mean 'nightly'/is,
  ],
  ['two users', { as: 'auditor', user: { id: 'x' } }, /Give either `as` or `user`/i],
  ['a zone that is none', { zone: 'Asia/Singapur' }, /the name of a time zone/i],
  ['input of a chain that takes none', { input: [{ n: 1 }] }, /takes no records\./i],
  [
    'an expected field that is not given',
    { expect: { records: [{ skuu: 'x' }] } },
    /the chain gives no such field.*Did you mean 'sku'/is,
  ],
  ['an order by what is not there', { expect: { order: ['ids desc'] } }, /the chain gives no field 'ids'/i],
  ['an effect of what is not there', { expect: { effects: { 'email.send': [] } } }, /there is no step 'email\.send'/i],
  [
    'a reject of what is not there',
    { expect: { rejects: [{ step: 'rate' }] } },
    /there is no step 'rate'.*Did you mean 'rates'/is,
  ],
];

describe('tests that are wrong themselves', () => {
  for (const [name, test, says] of wrong) {
    it(name, async () => {
      const tests = { orders: [{ name, expect: {}, ...test }] };
      const { exit, out } = await testBeside(tests, ['validate']);
      assert.equal(exit, 2, out);
      assert.match(out, says);
      assert.match(out, /^workspace\.yaml:(?!1:1)\d+:\d+ error/m);
    });
  }

  it('fail, and the chain itself still runs', async () => {
    const tests = { orders: [{ name: 'wrong', given: { order: [] }, expect: {} }] };
    const { exit, out, err } = await testBeside(tests);
    assert.deepEqual([exit, err], [1, '']);
    assert.match(
      out,
      /FAIL wrong.*\n +given\.order: there is no such step\. Did you mean 'orders'\? \[unknown_reference\]/,
    );
  });
});
