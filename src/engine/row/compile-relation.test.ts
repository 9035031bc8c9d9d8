import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DataRecord } from '../../model/value.ts';
import { Chain, type JoinHow, recordsOf, streamOf, watchedContext } from '../../../test/engine/relations.ts';
import { MillraceError } from '../../core/errors.ts';
import { runRelation } from './compile-relation.ts';

const orders = { id: 'integer', region: 'text', amount: 'integer', price: 'number' };
const someOrders: DataRecord[] = [
  { id: 1, region: 'north', amount: 2, price: 1.5 },
  { id: 2, region: 'south', amount: 1, price: 4 },
  { id: 3, region: null, amount: 5, price: 2 },
  { id: 4, region: 'north', amount: null, price: 3 },
  { id: 5, region: 'south', amount: 7 },
];

async function run(chain: Chain, ...inputs: (readonly DataRecord[])[]): Promise<DataRecord[]> {
  const { context } = watchedContext();
  return recordsOf(
    runRelation(
      chain.relation,
      inputs.map((records) => streamOf(records)),
      context,
    ),
  );
}

const ids = (records: readonly DataRecord[]) => records.map(({ id }) => id);

describe('row engine: one record at a time', () => {
  it('filter keeps only true, neither false nor null', async () => {
    const chain = Chain.input(orders).filter('amount > 1');
    assert.deepEqual(ids(await run(chain, someOrders)), [1, 3, 5]);
  });

  it('project gives exactly its columns, a missing field as null', async () => {
    const chain = Chain.input(orders).project({ id: 'id', price: 'price', twice: 'amount * 2' });
    assert.deepEqual((await run(chain, someOrders)).at(-1), { id: 5, price: null, twice: 14 });
  });

  it('project reads fields that every object has by name only if they are its own', async () => {
    const chain = Chain.input({ constructor: 'text' }).project({ constructor: 'constructor' });
    assert.deepEqual(await run(chain, [{}, { constructor: 'Bahr' }]), [{ constructor: null }, { constructor: 'Bahr' }]);
  });

  it('unnest gives a record per item, with its number', async () => {
    const chain = Chain.input({ id: 'integer', tags: 'list(text)' }).unnest('tags', { position: 'n' });
    const records = [
      { id: 1, tags: ['a', 'b'] },
      { id: 2, tags: [] },
      { id: 3, tags: null },
      { id: 4, tags: [null] },
    ];
    assert.deepEqual(await run(chain, records), [
      { id: 1, tags: 'a', n: 1 },
      { id: 1, tags: 'b', n: 2 },
      { id: 4, tags: null, n: 1 },
    ]);
  });

  it('unnest keeps records without items where it is told to', async () => {
    const chain = Chain.input({ id: 'integer', tags: 'list(text)' }).unnest('tags', { keepEmpty: true, position: 'n' });
    assert.deepEqual(await run(chain, [{ id: 2, tags: [] }, { id: 3 }]), [
      { id: 2, tags: null, n: null },
      { id: 3, tags: null, n: null },
    ]);
  });
});

describe('row engine: many records', () => {
  it('sort puts nulls last in both directions and keeps the order of ties', async () => {
    assert.deepEqual(ids(await run(Chain.input(orders).sort('amount'), someOrders)), [2, 1, 3, 5, 4]);
    assert.deepEqual(ids(await run(Chain.input(orders).sort('-amount'), someOrders)), [5, 3, 1, 2, 4]);
    assert.deepEqual(ids(await run(Chain.input(orders).sort('region'), someOrders)), [1, 4, 2, 5, 3]);
  });

  it('distinct keeps the first record of each set', async () => {
    assert.deepEqual(ids(await run(Chain.input(orders).distinct('region'), someOrders)), [1, 2, 3]);
    const whole = Chain.input({ a: 'integer', b: 'text' }).distinct();
    assert.deepEqual(await run(whole, [{ a: 1, b: null }, { a: 1 }, { a: 2 }]), [{ a: 1, b: null }, { a: 2 }]);
  });

  it('union gives all records of all inputs', async () => {
    const chain = Chain.input(orders).union(Chain.input(orders, 1).filter('id = 2'));
    assert.deepEqual(ids(await run(chain, someOrders, someOrders)), [1, 2, 3, 4, 5, 2]);
  });

  it('limit skips, cuts, and closes its source as soon as it has enough', async () => {
    const chain = Chain.input(orders).limit('2', '1');
    let closed = 0;
    let pulled = 0;
    const endless = async function* () {
      try {
        for (;;) yield [{ id: pulled++ }, { id: pulled++ }];
      } finally {
        closed += 1;
      }
    };
    const { context } = watchedContext();
    assert.deepEqual(ids(await recordsOf(runRelation(chain.relation, [endless()], context))), [1, 2]);
    assert.deepEqual({ closed, pulled }, { closed: 1, pulled: 4 });
  });

  it('limit refuses what is no whole number from 0 up', async () => {
    await assert.rejects(run(Chain.input(orders).limit('-1'), someOrders), { code: 'invalid_input' });
    assert.deepEqual(await run(Chain.input(orders).limit('0'), someOrders), []);
  });
});

describe('row engine: join', () => {
  const customers = [
    { code: 'north', name: 'Ann' },
    { code: 'north', name: 'Ben' },
    { code: 'east', name: 'Cem' },
    { code: null, name: 'Dot' },
  ];
  const joined = (how: JoinHow) => {
    const right = Chain.input({ code: 'text', name: 'text' }, 1);
    return run(
      Chain.input({ id: 'integer', region: 'text' }).join(right, { on: { region: 'code' }, ...how }),
      lefts,
      customers,
    );
  };
  const lefts = [
    { id: 1, region: 'north' },
    { id: 2, region: 'south' },
    { id: 3, region: null },
  ];
  const pairs = async (how: JoinHow) =>
    (await joined({ take: { name: 'name' }, ...how })).map(({ id, name }) => `${id ?? '-'}:${name ?? '-'}`).sort();

  const cases: readonly [string, JoinHow, string[]][] = [
    ['inner: nulls are equal to nothing', { type: 'inner' }, ['1:Ann', '1:Ben']],
    ['left', { type: 'left' }, ['1:Ann', '1:Ben', '2:-', '3:-']],
    ['right', { type: 'right' }, ['-:Cem', '-:Dot', '1:Ann', '1:Ben']],
    ['full', { type: 'full' }, ['-:Cem', '-:Dot', '1:Ann', '1:Ben', '2:-', '3:-']],
    [
      'a further condition decides about matching',
      { type: 'full', where: "right.name > 'Ann'" },
      ['-:Ann', '-:Cem', '-:Dot', '1:Ben', '2:-', '3:-'],
    ],
    ['without keys all pairs are looked at', { on: {}, where: 'left.id = 2 and right.code is null' }, ['2:Dot']],
  ];
  for (const [name, how, expected] of cases) {
    it(name, async () => assert.deepEqual(await pairs(how), expected));
  }

  it('semi and anti give left records once', async () => {
    assert.deepEqual(ids(await joined({ type: 'semi' })), [1]);
    assert.deepEqual(ids(await joined({ type: 'anti' })), [2, 3]);
  });

  it('an integer finds itself whether it is a number or a bigint', async () => {
    const chain = Chain.input({ a: 'integer' }).join(Chain.input({ b: 'integer' }, 1), {
      on: { a: 'b' },
      take: { b: 'b' },
    });
    assert.equal(
      (await run(chain, [{ a: 9007199254740993n }, { a: 5 }], [{ b: 9007199254740993n }, { b: 5n }])).length,
      2,
    );
  });
});

describe('row engine: failures, counters, limits', () => {
  const texts = [
    { id: 1, text: '10' },
    { id: 2, text: 'ten' },
    { id: 3, text: '30' },
  ];
  const parsed = Chain.input({ id: 'integer', text: 'text' });

  it('a failing expression ends the run under `fail`', async () => {
    await assert.rejects(run(parsed.derive({ n: 'text::integer' }), texts), { code: 'cast_failed' });
  });

  it('a problem counts only once its value is read, and is then the problem of its step', async () => {
    const derived = parsed.derive({ n: 'text::integer' });
    assert.deepEqual(ids(await run(derived.filter("text <> 'ten'").sort('n'), texts)), [1, 3]);
    assert.deepEqual(ids(await run(derived.limit('1'), texts)), [1]);
    assert.deepEqual(ids(await run(derived.derive({ m: 'n + 1' }).filter('id <> 2'), texts)), [1, 3]);
    const readers = [
      derived.filter('n > 0'),
      derived.onError('skip').filter('n > 0'),
      derived.sort('n'),
      derived.sort('id'),
    ];
    for (const chain of [...readers, derived.onError('skip').derive({ m: 'n + 1' }), derived.distinct()]) {
      await assert.rejects(run(chain, texts), { code: 'cast_failed', step: derived.relation.step.name });
    }
  });

  it('a failing expression leaves the record out under `skip`, in every operator', async () => {
    const failing = parsed.onError('skip');
    const cases: readonly [string, Chain][] = [
      ['project', failing.derive({ n: 'text::integer' })],
      ['filter', failing.filter('text::integer > 0')],
      ['sort', failing.sort('text::integer')],
      ['distinct', failing.distinct('text::integer')],
      ['aggregate', failing.aggregate({ n: 'text::integer' }, {})],
    ];
    for (const [uses, chain] of cases) {
      const { context, failures } = watchedContext();
      const records = await recordsOf(runRelation(chain.relation, [streamOf(texts)], context));
      assert.equal(records.length, 2, uses);
      assert.deepEqual(
        failures.map(({ step, record }) => [step.uses, record['id']]),
        [[uses, 2]],
      );
    }
  });

  it('records are counted where they pass from step to step', async () => {
    const chain = Chain.input(orders).filter('amount > 1').derive({ x: 'amount + 1' }).sort('x').limit('2');
    const { context, meters } = watchedContext();
    await recordsOf(runRelation(chain.relation, [streamOf(someOrders, 100)], context));
    const counts = (uses: string) => [meters.get(uses)?.recordsIn, meters.get(uses)?.recordsOut];
    assert.deepEqual(['filter', 'project', 'sort', 'limit'].map(counts), [
      [5, 3],
      [3, 3],
      [3, 3],
      [3, 2],
    ]);
  });

  it('a step of several nodes counts at its edges only', async () => {
    const { relation } = Chain.input(orders).filter('amount > 1').limit('1');
    assert.equal(relation.op, 'limit');
    if (relation.op !== 'limit') return;
    const oneStep = { ...relation, input: { ...relation.input, step: relation.step } };
    const { context, meters } = watchedContext();
    await recordsOf(runRelation(oneStep, [streamOf(someOrders, 100)], context));
    assert.deepEqual([meters.get('limit')?.recordsIn, meters.get('limit')?.recordsOut], [5, 1]);
  });

  it('blocking operators stop at the budget and say which step and what to do', async () => {
    const many = Array.from({ length: 11 }, (_, id) => ({ id }));
    const input = Chain.input({ id: 'integer' });
    const join = input.join(Chain.input({ id: 'integer' }, 1), { on: { id: 'id' } });
    for (const chain of [input.sort('id'), input.distinct('id'), input.aggregate({ id: 'id' }, {}), join]) {
      const { context } = watchedContext({ budget: { rows: 10 } });
      const stream = runRelation(chain.relation, [streamOf(many), streamOf(many)], context);
      await assert.rejects(recordsOf(stream), (error) => {
        assert.ok(error instanceof MillraceError);
        assert.equal(error.code, 'limit');
        assert.equal(error.step, chain.relation.step.name);
        assert.match(error.hint ?? '', /memory/);
        return true;
      });
    }
  });

  it('a cancel ends the run between batches', async () => {
    const controller = new AbortController();
    const { context } = watchedContext({ signal: controller.signal });
    const stream = runRelation(Chain.input(orders).filter('true').relation, [streamOf(someOrders, 1)], context);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    controller.abort(new MillraceError('timeout', 'too slow'));
    await assert.rejects(iterator.next(), { code: 'timeout' });
  });

  it('nothing is read before the stream is pulled', () => {
    const untouchable = { [Symbol.asyncIterator]: () => assert.fail('read too early') };
    runRelation(Chain.input(orders).sort('id').relation, [untouchable], watchedContext().context);
  });
});
