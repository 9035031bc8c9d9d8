import { parseTypeAt } from '../model/type-parser.ts';
import { types, type ValueType } from '../model/value-type.ts';
import type { Syntax } from './ast.ts';
import { syntaxFault } from './expression-problem.ts';
import type { Token } from './lexer.ts';
import { negatedLiteral, numberLiteral } from './number-literal.ts';
import { readCall } from './parser-call.ts';
import { precedence } from './precedence.ts';
import { describeToken, type TokenCursor } from './token-cursor.ts';

/** Reads an expression whose operators bind at least as tightly as `least`; handed down so that files do not circle. */
export type ReadExpression = (cursor: TokenCursor, least: number) => Syntax;

/** Never the name of a field unless quoted. */
const reserved = new Set(['and', 'or', 'not', 'in', 'between', 'like', 'is', 'div', 'case']);

/** Reserved while a `case` is open. */
const caseWords = new Set(['when', 'then', 'else', 'end']);

/** Words that, before a text, make a literal: `date '2026-01-01'`. */
const typedLiterals: Readonly<Record<string, ValueType>> = {
  date: types.date,
  time: types.time,
  timestamp: types.timestamp,
  datetime: types.datetime,
  interval: types.interval,
};

const constants: Readonly<Record<string, Syntax & { kind: 'literal' }>> = {
  true: { kind: 'literal', value: true, type: types.boolean, at: { start: 0, end: 0 } },
  false: { kind: 'literal', value: false, type: types.boolean, at: { start: 0, end: 0 } },
  null: { kind: 'literal', value: null, type: types.null, at: { start: 0, end: 0 } },
};

/** `not x`, `-x`, or something without an operator before it, with `::type .name [..]` after it. */
export function parsePrefix(cursor: TokenCursor, read: ReadExpression): Syntax {
  const first = cursor.peek();
  if (cursor.acceptWord('not')) {
    const operand = cursor.nested(() => read(cursor, precedence.not));
    return cursor.node({ kind: 'not', operand, at: cursor.since(first) }, [operand]);
  }
  if (cursor.acceptSymbol('-')) {
    const operand = cursor.nested(() => read(cursor, precedence.negation));
    const at = cursor.since(first);
    return cursor.node(negatedLiteral(operand, at) ?? { kind: 'negate', operand, at }, [operand]);
  }
  if (cursor.acceptSymbol('+')) return cursor.nested(() => read(cursor, precedence.negation));
  return readPostfix(cursor, read);
}

function readPostfix(cursor: TokenCursor, read: ReadExpression): Syntax {
  let target = readPrimary(cursor, read);
  for (;;) {
    if (cursor.acceptSymbol('.')) target = readMember(cursor, target);
    else if (cursor.isSymbol('[')) target = readIndex(cursor, target, read);
    else if (cursor.acceptSymbol('::')) {
      const type = readType(cursor);
      target = cursor.node({ kind: 'cast', operand: target, type, lenient: false, at: cursor.since(target) }, [target]);
    } else return target;
  }
}

function readMember(cursor: TokenCursor, target: Syntax): Syntax {
  const token = cursor.peek();
  if (token.kind !== 'name' && token.kind !== 'quoted')
    cursor.fail(`expected the name of a field after '.', not ${describeToken(token)}`);
  cursor.next();
  return cursor.node({ kind: 'member', target, name: token.value, at: cursor.since(target) }, [target]);
}

function readIndex(cursor: TokenCursor, target: Syntax, read: ReadExpression): Syntax {
  const open = cursor.next();
  const index = cursor.nested(() => read(cursor, 0));
  cursor.expectClose(']', open);
  return cursor.node({ kind: 'index', target, index, at: cursor.since(target) }, [target, index]);
}

/** Reads a type, which has a grammar of its own, from the source text. */
function readType(cursor: TokenCursor): ValueType {
  const result = parseTypeAt(cursor.source, cursor.peek().at.start);
  if (result.problem !== undefined) {
    const { message, hint, at } = result.problem;
    throw syntaxFault(message, { start: at, end: Math.max(at + 1, cursor.peek().at.end) }, hint);
  }
  cursor.skipTo(result.end);
  return result.type;
}

function readPrimary(cursor: TokenCursor, read: ReadExpression): Syntax {
  const token = cursor.peek();
  switch (token.kind) {
    case 'integer':
    case 'decimal':
    case 'number':
      return cursor.node(numberLiteral(cursor.next()), []);
    case 'text':
      cursor.next();
      return cursor.node({ kind: 'literal', value: token.value, type: types.text, at: token.at }, []);
    case 'parameter':
    case 'context':
      cursor.next();
      return cursor.node({ kind: token.kind, name: token.value, at: token.at }, []);
    case 'quoted':
      return readLambda(cursor, read) ?? readField(cursor, true);
    case 'name':
      return readLambda(cursor, read) ?? readWord(cursor, read);
    case 'symbol':
      return readBracket(cursor, read);
    case 'end':
      return cursor.fail('expected a value, but the expression ends here');
  }
}

function readField(cursor: TokenCursor, quoted: boolean): Syntax {
  const token = cursor.next();
  return cursor.node({ kind: 'field', name: token.value, ...(quoted ? { quoted } : {}), at: token.at }, []);
}

/** A constant, a typed literal, a case, a cast, a call or a field. */
function readWord(cursor: TokenCursor, read: ReadExpression): Syntax {
  const token = cursor.peek();
  const word = token.value.toLowerCase();
  const follows = cursor.peek(1);
  if (word === 'case') return readCase(cursor, read);
  if (reserved.has(word) || (cursor.openCases > 0 && caseWords.has(word))) {
    return cursor.fail(
      `expected a value, not the word '${token.value}'`,
      `A field of that name is written "${token.value}".`,
    );
  }
  if (Object.hasOwn(constants, word)) {
    cursor.next();
    return cursor.node({ ...constants[word]!, at: token.at }, []);
  }
  if (follows.kind === 'text' && Object.hasOwn(typedLiterals, word))
    return readTypedLiteral(cursor, typedLiterals[word]!);
  if (!cursor.isSymbol('(', 1)) return readField(cursor, false);
  if (word === 'cast' || word === 'try_cast') return readCast(cursor, read);
  return cursor.nested(() => readCall(cursor, read));
}

function readTypedLiteral(cursor: TokenCursor, type: ValueType): Syntax {
  const word = cursor.next();
  const text = cursor.next();
  const operand: Syntax = { kind: 'literal', value: text.value, type: types.text, at: text.at };
  return cursor.node({ kind: 'cast', operand, type, lenient: false, at: cursor.since(word) }, [operand]);
}

/** `cast(x as type)`, `try_cast(x as type)`. */
function readCast(cursor: TokenCursor, read: ReadExpression): Syntax {
  const word = cursor.next();
  const open = cursor.next();
  const operand = cursor.nested(() => read(cursor, 0));
  cursor.expectWord('as', `after what '${word.value}' converts`);
  const type = readType(cursor);
  cursor.expectClose(')', open);
  const lenient = word.value.toLowerCase() === 'try_cast';
  return cursor.node({ kind: 'cast', operand, type, lenient, at: cursor.since(word) }, [operand]);
}

function readCase(cursor: TokenCursor, read: ReadExpression): Syntax {
  const word = cursor.next();
  cursor.openCases++;
  const { operand, branches, otherwise } = cursor.nested(() => readCaseParts(cursor, read));
  cursor.openCases--;
  cursor.expectWord('end', `to close the 'case' at column ${cursor.column(word.at.start)}`);
  // The operand is compared in each branch, and written out in each of them by later stages.
  const compared = operand === undefined ? [] : branches.map(() => operand);
  const results = branches.flatMap(({ when, result }) => [when, result]);
  const parts = [...compared, ...results, ...(otherwise === undefined ? [] : [otherwise])];
  return cursor.node({ kind: 'case', operand, branches, otherwise, at: cursor.since(word) }, parts);
}

function readCaseParts(cursor: TokenCursor, read: ReadExpression) {
  const operand = cursor.isWord('when') ? undefined : read(cursor, 0);
  const branches: { when: Syntax; result: Syntax }[] = [];
  while (cursor.acceptWord('when')) {
    const when = read(cursor, 0);
    cursor.expectWord('then', "after the condition of 'when'");
    branches.push({ when, result: read(cursor, 0) });
  }
  if (branches.length === 0) cursor.fail(`expected 'when' after 'case', not ${describeToken(cursor.peek())}`);
  const otherwise = cursor.acceptWord('else') ? read(cursor, 0) : undefined;
  return { operand, branches, otherwise };
}

/** The names before `->`, and how many tokens they take; undefined when no lambda stands here. */
function lambdaNames(cursor: TokenCursor): { names: Token[]; length: number } | undefined {
  const isName = (token: Token): boolean => token.kind === 'name' || token.kind === 'quoted';
  if (isName(cursor.peek())) return cursor.isSymbol('->', 1) ? { names: [cursor.peek()], length: 2 } : undefined;
  if (!cursor.isSymbol('(')) return undefined;
  const names: Token[] = [];
  let ahead = 1;
  while (isName(cursor.peek(ahead))) {
    names.push(cursor.peek(ahead++));
    if (!cursor.isSymbol(',', ahead)) break;
    ahead++;
  }
  return cursor.isSymbol(')', ahead) && cursor.isSymbol('->', ahead + 1) ? { names, length: ahead + 2 } : undefined;
}

function readLambda(cursor: TokenCursor, read: ReadExpression): Syntax | undefined {
  const found = lambdaNames(cursor);
  if (found === undefined) return undefined;
  const first = cursor.peek();
  for (let count = 0; count < found.length; count++) cursor.next();
  const parameters = found.names.map((token) => token.value);
  const repeated = found.names.find((token, index) => parameters.indexOf(token.value) !== index);
  if (repeated !== undefined) throw syntaxFault(`the lambda has two parameters '${repeated.value}'`, repeated.at);
  const body = cursor.nested(() => read(cursor, 0));
  return cursor.node({ kind: 'lambda', parameters, body, at: cursor.since(first) }, [body]);
}

function readBracket(cursor: TokenCursor, read: ReadExpression): Syntax {
  if (cursor.isSymbol('[')) return readList(cursor, read);
  if (cursor.isSymbol('{')) return readRecord(cursor, read);
  if (!cursor.isSymbol('(')) {
    const hint = cursor.isSymbol('!') ? "Write 'not'." : undefined;
    return cursor.fail(`expected a value, not ${describeToken(cursor.peek())}`, hint);
  }
  const lambda = readLambda(cursor, read);
  if (lambda !== undefined) return lambda;
  const open = cursor.next();
  const inner = cursor.nested(() => read(cursor, 0));
  if (cursor.isSymbol(','))
    cursor.fail("expected ')' after one expression in parentheses", 'A list is written [a, b].');
  cursor.expectClose(')', open);
  return inner;
}

function readList(cursor: TokenCursor, read: ReadExpression): Syntax {
  const open = cursor.next();
  const items: Syntax[] = [];
  cursor.nested(() => {
    while (!cursor.isSymbol(']')) {
      items.push(read(cursor, 0));
      if (!cursor.acceptSymbol(',')) break;
    }
  });
  cursor.expectClose(']', open);
  return cursor.node({ kind: 'list', items, at: cursor.since(open) }, items);
}

function readRecord(cursor: TokenCursor, read: ReadExpression): Syntax {
  const open = cursor.next();
  const fields: { name: string; value: Syntax }[] = [];
  cursor.nested(() => {
    while (!cursor.isSymbol('}')) {
      fields.push(readRecordField(cursor, fields, read));
      if (!cursor.acceptSymbol(',')) break;
    }
  });
  cursor.expectClose('}', open);
  return cursor.node(
    { kind: 'record', fields, at: cursor.since(open) },
    fields.map((field) => field.value),
  );
}

function readRecordField(
  cursor: TokenCursor,
  before: readonly { name: string }[],
  read: ReadExpression,
): { name: string; value: Syntax } {
  const token = cursor.peek();
  if (token.kind !== 'name' && token.kind !== 'quoted' && token.kind !== 'text') {
    cursor.fail(`expected the name of a field, not ${describeToken(token)}`, 'A record is written {name: value}.');
  }
  if (before.some((field) => field.name === token.value)) cursor.fail(`the record has two fields '${token.value}'`);
  cursor.next();
  cursor.expectSymbol(':', `after the field '${token.value}'`);
  return { name: token.value, value: read(cursor, 0) };
}
