/** The number of single edits (insert, delete, replace, swap of neighbours) that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) best = Math.min(best, beforeLast[column - 2]! + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}

/** Names longer than this are not compared: nobody mistypes them by hand, and the work grows with the square. */
const longestName = 64;

/** The name out of `known` that was most likely meant by `wrong`, if one is near enough to suggest. */
export function nearestName(wrong: string, known: Iterable<string>): string | undefined {
  if (wrong.length > longestName) return undefined;
  const lower = wrong.toLowerCase();
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    if (Math.abs(name.length - wrong.length) > 3 || name.length > longestName) continue;
    const distance = editDistance(lower, name.toLowerCase());
    if (best === undefined || distance < best.distance) best = { name, distance };
  }
  const allowed = wrong.length < 2 ? 0 : Math.max(1, Math.floor(wrong.length / 3));
  return best !== undefined && best.distance <= allowed ? best.name : undefined;
}

/** How many names a hint lists before it says how many more there are. */
const listed = 12;

/** A hint for an unknown name: `Did you mean 'x'?`, or else what there is to choose from. */
export function didYouMean(wrong: string, known: Iterable<string>): string | undefined {
  const names = [...known];
  const nearest = nearestName(wrong, names);
  if (nearest !== undefined) return `Did you mean '${nearest}'?`;
  if (names.length === 0) return undefined;
  const more = names.length > listed ? ` and ${names.length - listed} more` : '';
  return `Known here: ${names.slice(0, listed).join(', ')}${more}.`;
}
