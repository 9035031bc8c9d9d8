import type { Syntax, SyntaxOrder, SyntaxWindow } from './ast.ts';
import type { ReadExpression } from './parser-primary.ts';
import type { TokenCursor } from './token-cursor.ts';

function isOrderBy(cursor: TokenCursor): boolean {
  return cursor.isWord('order') && cursor.isWord('by', 1);
}

/** Expressions with commas between them. */
function readMany(cursor: TokenCursor, read: ReadExpression): Syntax[] {
  const items: Syntax[] = [];
  do items.push(read(cursor, 0));
  while (cursor.acceptSymbol(','));
  return items;
}

/** `order by a desc, b`; nothing where no order stands. */
function readOrderBy(cursor: TokenCursor, read: ReadExpression): SyntaxOrder[] {
  if (!isOrderBy(cursor)) return [];
  cursor.next();
  cursor.next();
  const keys: SyntaxOrder[] = [];
  do {
    const by = read(cursor, 0);
    const descending = cursor.acceptWord('desc') !== undefined;
    if (!descending) cursor.acceptWord('asc');
    keys.push({ by, descending });
  } while (cursor.acceptSymbol(','));
  return keys;
}

/** What stands in the parentheses of a call; `count(*)` is `count()`. */
function readArguments(
  cursor: TokenCursor,
  read: ReadExpression,
): { args: Syntax[]; distinct: boolean; orderBy: SyntaxOrder[] } {
  if (cursor.isSymbol('*') && cursor.isSymbol(')', 1)) {
    cursor.next();
    return { args: [], distinct: false, orderBy: [] };
  }
  const follows = cursor.peek(1);
  const ends = follows.kind === 'symbol' && ![...'([{-'].includes(follows.value);
  const distinct = cursor.isWord('distinct') && !ends ? cursor.next() !== undefined : false;
  const args = cursor.isSymbol(')') || isOrderBy(cursor) ? [] : readMany(cursor, read);
  return { args, distinct, orderBy: readOrderBy(cursor, read) };
}

/** `filter (where ..)` after a call. */
function readFilter(cursor: TokenCursor, read: ReadExpression): Syntax | undefined {
  if (!cursor.isWord('filter') || !cursor.isSymbol('(', 1)) return undefined;
  cursor.next();
  const open = cursor.next();
  cursor.expectWord('where', "after 'filter ('");
  const condition = read(cursor, 0);
  cursor.expectClose(')', open);
  return condition;
}

/** `over (partition by .. order by ..)` after a call. */
function readOver(cursor: TokenCursor, read: ReadExpression): SyntaxWindow | undefined {
  if (!cursor.isWord('over') || !cursor.isSymbol('(', 1)) return undefined;
  cursor.next();
  const open = cursor.next();
  let partitionBy: Syntax[] = [];
  if (cursor.acceptWord('partition')) {
    cursor.expectWord('by', "after 'partition'");
    partitionBy = readMany(cursor, read);
  }
  const orderBy = readOrderBy(cursor, read);
  if (!cursor.isSymbol(')')) {
    const wanted =
      orderBy.length > 0 ? "')'" : partitionBy.length > 0 ? "'order by' or ')'" : "'partition by', 'order by' or ')'";
    cursor.fail(
      `expected ${wanted} in 'over (..)'`,
      'A running frame goes from the first record to the current one; other frames are not known.',
    );
  }
  cursor.expectClose(')', open);
  return { partitionBy, orderBy };
}

/** Reads a call from its name on: arguments, then filter and over. */
export function readCall(cursor: TokenCursor, read: ReadExpression): Syntax {
  const name = cursor.next();
  const open = cursor.next();
  const { args, distinct, orderBy } = readArguments(cursor, read);
  cursor.expectClose(')', open);
  const filter = readFilter(cursor, read);
  const over = readOver(cursor, read);
  const orders = [...orderBy, ...(over?.orderBy ?? [])].map((key) => key.by);
  const parts = [...args, ...orders, ...(over?.partitionBy ?? []), ...(filter === undefined ? [] : [filter])];
  const at = cursor.since(name);
  return cursor.node(
    { kind: 'call', name: name.value.toLowerCase(), args, distinct, filter, orderBy, over, at },
    parts,
  );
}
