/** What DuckDB would work out before it looks at a record, in chains: the same in both engines, and it fails for the same. */
import { describe, it } from 'node:test';
import { DateValue } from '../../src/model/value.ts';
import { assertSame } from '../engine/both-engines.ts';
import { Chain } from '../engine/relations.ts';

const fields = { n: 'integer', day: 'date' };
const records = [1, 2, 3, 3].map((n) => ({ n, day: new DateValue(20_512 + n) }));
const partners = [2, 3].map((m) => ({ m }));
const start = 'start_of($day, $zone)';
const failing = 'start_of($day, $wrong)';

const given = (): Chain => Chain.input(fields);
const joined = (type: 'left' | 'semi' | 'full', where: string): Chain =>
  given().join(Chain.input({ m: 'integer' }, 1), { type, on: { n: 'm' }, where });

const cases: { name: string; chain: Chain; others?: readonly { m: number }[] }[] = [
  { name: 'a filter', chain: given().filter(`n > 1 and ${start} < start_of($day + 1, $zone)`) },
  { name: 'a filter that fails', chain: given().filter(`n > 1 and ${failing} is null`) },
  { name: 'one that nothing comes to', chain: given().filter(`n > 9 and ${failing} is null`) },
  { name: 'a key of groups', chain: given().aggregate({ at: start }, { n: 'sum(n)' }) },
  { name: 'an aggregate', chain: given().aggregate({}, { a: `max(${start})`, c: `count(${start})` }) },
  { name: 'the condition of an aggregate', chain: given().aggregate({}, { c: `count_if(${start} is not null)` }) },
  { name: 'a sort', chain: given().sort(start, '-n') },
  { name: 'a window', chain: given().derive({ x: `count(*) over (partition by ${start})` }) },
  { name: 'a join', chain: joined('left', `${start} is not null and right.m > 2`), others: partners },
  { name: 'a join that fails for a pair', chain: joined('left', `${failing} is null`), others: partners },
  { name: 'one without partners', chain: joined('left', `${failing} is null`), others: [] },
  { name: 'a semi-join without partners', chain: joined('semi', `${failing} is null`), others: [] },
  { name: 'a full join without a pair', chain: joined('full', `${failing} is null`), others: [{ m: 99 }] },
  { name: 'a limit beyond all numbers', chain: given().sort('n').limit('9223372036854775807', '9223372036854775807') },
];

describe('what could be decided ahead of the records', () => {
  for (const { name, chain, others } of cases)
    it(name, async () => {
      await assertSame(chain.relation, others === undefined ? [records] : [records, others]);
    });
});
