/** Text in both engines, one character and one pattern at a time. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { sqlText } from '../sql-type.ts';
import { characterCount, characterPosition, characters } from './code-points.ts';
import { openDuckDb, type TestDuckDb } from './duckdb.fixture.ts';
import { lowerCase, upperCase } from './letter-case.ts';
import { likeMatcher } from './like.ts';
import { functionRegistry } from './registry.ts';

/** The JavaScript of a function that takes texts. */
function implementation(name: string, count: number): (...args: string[]) => unknown {
  const declaration = functionRegistry().find(name);
  assert.equal(declaration?.kind, 'scalar');
  const overload =
    declaration.kind === 'scalar' && declaration.overloads.find(({ parameters }) => parameters.length >= count);
  assert.ok(overload);
  return overload.js(Array.from({ length: count }, () => ({ kind: 'text' }) as const)) as (
    ...args: string[]
  ) => unknown;
}

describe('text in both engines', () => {
  let duck: TestDuckDb;
  before(async () => {
    duck = await openDuckDb();
  });
  after(() => duck.close());

  const rows = async (sql: string): Promise<unknown[][]> => (await duck.connection.runAndReadAll(sql)).getRowsJson();

  it('has the same capital and small letter for every character', async () => {
    // The reader drops a byte order mark at the start of a text; a letter before it keeps it.
    const changed = await rows(`
      SELECT c, upper(x), lower(x) FROM (
        SELECT c, '-' || chr(c::INTEGER) AS x FROM (SELECT unnest(range(1, 55296)) AS c UNION ALL SELECT unnest(range(57344, 1114112)))
      ) WHERE upper(x) <> x OR lower(x) <> x`);
    const inDuckDb = new Map(changed.map(([code, upper, lower]) => [Number(code), `${String(upper)}${String(lower)}`]));
    assert.ok(inDuckDb.size > 2000);
    const wrong: string[] = [];
    for (let code = 1; code < 0x110000; code++) {
      const letter = String.fromCodePoint(code);
      const wanted = inDuckDb.get(code) ?? `-${letter}-${letter}`;
      if ((code < 0xd800 || code > 0xdfff) && `-${upperCase(letter)}-${lowerCase(letter)}` !== wanted)
        wrong.push(wanted);
    }
    assert.deepEqual(wrong, []);
  });

  it('trims the same characters', async () => {
    const overload = functionRegistry().find('trim');
    const sql = overload?.kind === 'scalar' ? overload.overloads[0]?.sql(['chr(c::INTEGER)'], []) : undefined;
    assert.ok(sql);
    const found = await rows(
      `SELECT c FROM range(1, 65536) t(c) WHERE NOT (c BETWEEN 55296 AND 57343) AND ${sql} = ''`,
    );
    const wanted = Array.from({ length: 65_536 }, (_, code) => code).filter(
      (code) => code > 0 && String.fromCharCode(code).trim() === '',
    );
    assert.deepEqual(
      found.map(([code]) => Number(code)),
      wanted,
    );
  });

  const letters = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '🍎', '%', '_', '\n', ' '), maxLength: 8 });

  it('fits like patterns in the same way', async () => {
    const pairs = fc.sample(fc.tuple(letters, letters), { numRuns: 2000, seed: 7 });
    const values = pairs.map(([text, pattern], index) => `(${index}, ${sqlText(text)}, ${sqlText(pattern)})`);
    const found = await rows(`SELECT i, t LIKE p FROM (VALUES ${values.join(', ')}) v(i, t, p)`);
    const wrong = found.filter(([index, fits]) => {
      const [text = '', pattern = ''] = pairs[Number(index)] ?? [];
      return likeMatcher(pattern)(text) !== fits;
    });
    assert.deepEqual(
      wrong.map(([index]) => pairs[Number(index)]),
      [],
    );
  });

  it('matches, extracts and replaces regular expressions in the same way', async () => {
    const matches = implementation('regexp_matches', 2);
    const extract = implementation('regexp_extract', 2);
    const replace = implementation('regexp_replace', 3);
    const atoms = fc.constantFrom(
      'a',
      'b',
      'é',
      '.',
      '[ab]',
      '[^a]',
      '(a|b)',
      '(b)',
      '^',
      '$',
      '\\b',
      '\\w',
      '\\s',
      '\\pL',
      '(?i)B',
      '🍎',
    );
    const pattern = fc.array(fc.tuple(atoms, fc.constantFrom('', '', '*', '+?', '{0,2}')), {
      minLength: 1,
      maxLength: 4,
    });
    const written = pattern.map((parts) =>
      parts.map(([atom, times]) => (/[$^b]$|\)B$/.test(atom) && atom.length <= 2 ? atom : atom + times)).join(''),
    );
    for (const [text, expression] of fc.sample(fc.tuple(letters, written), { numRuns: 400, seed: 11 })) {
      const [subject, quoted] = [sqlText(text), sqlText(expression)];
      const sql = `SELECT regexp_matches(${subject}, ${quoted}), regexp_extract(${subject}, ${quoted}, 0), regexp_replace(${subject}, ${quoted}, '<\\0>', 'g')`;
      const ours = [matches(text, expression), extract(text, expression) ?? '', replace(text, expression, '<\\0>')];
      assert.deepEqual((await rows(sql))[0], ours, `${JSON.stringify(text)} ~ ${expression}`);
    }
  });
});

describe('characters', () => {
  it('are code points', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.integer({ min: -3, max: 9 }),
        fc.integer({ min: -3, max: 9 }),
        (text, from, to) => {
          const points = [...text];
          assert.equal(characterCount(text), points.length);
          assert.equal(characters(text, from, to), points.slice(Math.max(0, from), Math.max(0, from, to)).join(''));
          const part = points.slice(1, 2).join('');
          assert.equal(characterPosition(text, part), part === '' ? 1 : points.indexOf(part) + 1);
        },
      ),
    );
  });
});

describe('a like pattern', () => {
  it('takes no time to speak of against a text that nearly fits', () => {
    const text = `${'a'.repeat(5000)}b`;
    assert.equal(likeMatcher(`${'%a_'.repeat(20)}c`)(text), false);
    assert.equal(likeMatcher(`${'%a'.repeat(50)}%b`)(text), true);
  });
});
