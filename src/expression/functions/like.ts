/** `like` patterns. Matching takes at most the product of both lengths, whatever the pattern. */

/** Tells whether a whole text fits. */
export type LikeMatcher = (text: string) => boolean;

const kept = 256;
const cache = new Map<string, LikeMatcher>();

/** The matcher of a pattern in which `%` is any text and `_` any one character (code point). */
export function likeMatcher(pattern: string): LikeMatcher {
  const known = cache.get(pattern);
  if (known) return known;
  if (cache.size >= kept) cache.clear();
  const matcher = makeMatcher(pattern);
  cache.set(pattern, matcher);
  return matcher;
}

function makeMatcher(pattern: string): LikeMatcher {
  if (!pattern.includes('_')) {
    const parts = pattern.split('%');
    return (text) => matchParts(text, parts);
  }
  const points = [...pattern];
  return (text) => matchPoints([...text], points);
}

/** Without `_` the parts between the `%` have to be found one after the other. */
function matchParts(text: string, parts: readonly string[]): boolean {
  const first = parts[0] ?? '';
  if (parts.length === 1) return text === first;
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return true;
}

/** The two-pointer match: on a mismatch the last `%` takes one character more. */
function matchPoints(text: readonly string[], pattern: readonly string[]): boolean {
  let [at, wanted, anyAt, retry] = [0, 0, -1, 0];
  while (at < text.length) {
    if (pattern[wanted] === '%') {
      anyAt = wanted++;
      retry = at;
    } else if (wanted < pattern.length && (pattern[wanted] === '_' || pattern[wanted] === text[at])) {
      wanted++;
      at++;
    } else if (anyAt >= 0) {
      wanted = anyAt + 1;
      at = ++retry;
    } else return false;
  }
  while (pattern[wanted] === '%') wanted++;
  return wanted === pattern.length;
}
