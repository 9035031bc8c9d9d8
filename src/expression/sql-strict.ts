/**
 * Which arguments the SQL of a call is sure to compute. In the row engine a call works out all of its arguments, and one
 * that fails is a problem; DuckDB leaves out what stands in a branch of a `CASE` that is not taken, behind an `AND` or
 * `OR` of its condition, and in a lambda over a list without items.
 */

interface Frame {
  readonly kind: 'case' | 'lambda';
  readonly depth: number;
  /** Whether what comes now may be left out. */
  skips: boolean;
}

const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|\b(?:CASE|WHEN|THEN|ELSE|END|AND|OR|lambda)\b|\u0001/g;

class Frames {
  readonly #open: Frame[] = [];
  #depth = 0;

  get skips(): boolean {
    return this.#open.some((frame) => frame.skips);
  }

  take(word: string): void {
    const top = this.#open.at(-1);
    switch (word) {
      case '(':
        this.#depth += 1;
        return;
      case ')':
        this.#depth -= 1;
        while (this.#open.at(-1)?.kind === 'lambda' && (this.#open.at(-1)?.depth ?? 0) > this.#depth) this.#open.pop();
        return;
      case 'CASE':
        this.#open.push({ kind: 'case', depth: this.#depth, skips: false });
        return;
      case 'lambda':
        this.#open.push({ kind: 'lambda', depth: this.#depth, skips: true });
        return;
      case 'END':
        if (top?.kind === 'case') this.#open.pop();
        return;
      default:
        // After the first condition nothing is certain; `WHEN` itself begins it.
        if (top?.kind === 'case' && word !== 'WHEN') top.skips = true;
    }
  }
}

/** True when DuckDB computes the place that is marked with U+0001 for every record. */
export function computesAlways(sql: string): boolean {
  const frames = new Frames();
  for (const [word] of sql.matchAll(token)) {
    if (word !== '\u0001') frames.take(word);
    else if (!frames.skips) return true;
  }
  return false;
}
