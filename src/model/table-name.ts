/** Names of tables as people write them: `orders`, `sales.orders`, `"Odd.Schema".orders`. */

/** The parts of a name, without quotes: schema first, where it is said. */
export function tableNameParts(table: string): readonly string[] {
  return [...table.matchAll(/"((?:[^"]|"")+)"|([^."\s]+)/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

/**
 * True if two names may mean the same table. Which schema a bare name means only the database knows, so a bare name may
 * be the table of that name in any schema.
 */
export function maybeSameTable(one: string, other: string): boolean {
  const [left, right] = [tableNameParts(one).toReversed(), tableNameParts(other).toReversed()];
  const shared = Math.min(left.length, right.length);
  return shared > 0 && left.slice(0, shared).every((part, at) => part === right[at]);
}
