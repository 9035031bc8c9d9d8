import type { Syntax, SyntaxBound, SyntaxFrame, SyntaxOrder, SyntaxWindow } from './ast.ts';
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

/** `over (partition by .. order by .. rows ..)` after a call. */
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
  const frame = readFrame(cursor, read);
  if (!cursor.isSymbol(')')) cursor.fail(`expected ${wantedInOver(partitionBy, orderBy, frame)} in 'over (..)'`);
  cursor.expectClose(')', open);
  return { partitionBy, orderBy, frame };
}

function wantedInOver(
  partitionBy: readonly Syntax[],
  orderBy: readonly SyntaxOrder[],
  frame: SyntaxFrame | undefined,
): string {
  if (frame !== undefined) return "')'";
  if (orderBy.length > 0) return "'rows', 'range' or ')'";
  return partitionBy.length > 0 ? "'order by' or ')'" : "'partition by', 'order by' or ')'";
}

/** `rows between 2 preceding and current row`, or `rows 2 preceding`, which ends with the current record. */
function readFrame(cursor: TokenCursor, read: ReadExpression): SyntaxFrame | undefined {
  const unit = cursor.isWord('rows') ? 'rows' : cursor.isWord('range') ? 'range' : undefined;
  if (unit === undefined) return undefined;
  const first = cursor.next();
  if (cursor.acceptWord('between') === undefined) {
    const start = readBound(cursor, read);
    const end = { kind: 'current', direction: 'following', offset: undefined, at: start.at } as const;
    return { unit, start, end, at: cursor.since(first) };
  }
  const start = readBound(cursor, read);
  cursor.expectWord('and', `between the two ends of '${unit} between'`);
  return { unit, start, end: readBound(cursor, read), at: cursor.since(first) };
}

function readBound(cursor: TokenCursor, read: ReadExpression): SyntaxBound {
  const first = cursor.peek();
  if (cursor.isWord('current') && cursor.isWord('row', 1)) {
    cursor.next();
    cursor.next();
    return { kind: 'current', direction: 'following', offset: undefined, at: cursor.since(first) };
  }
  const unbounded = cursor.isWord('unbounded') && (cursor.isWord('preceding', 1) || cursor.isWord('following', 1));
  const offset = unbounded ? void cursor.next() : read(cursor, 0);
  const direction = readDirection(cursor);
  return { kind: unbounded ? 'unbounded' : 'offset', direction, offset, at: cursor.since(first) };
}

function readDirection(cursor: TokenCursor): 'preceding' | 'following' {
  if (cursor.acceptWord('preceding')) return 'preceding';
  if (cursor.acceptWord('following')) return 'following';
  return cursor.fail(
    "expected 'preceding' or 'following' in a frame",
    "A frame is written as: rows between 2 preceding and current row; 'unbounded preceding' is the first record.",
  );
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
  const bounds = [over?.frame?.start.offset, over?.frame?.end.offset, filter].filter((part) => part !== undefined);
  const parts = [...args, ...orders, ...(over?.partitionBy ?? []), ...bounds];
  const at = cursor.since(name);
  return cursor.node(
    { kind: 'call', name: name.value.toLowerCase(), args, distinct, filter, orderBy, over, at },
    parts,
  );
}
