/**
 * A number of a definition whose JavaScript form would lose something: `9007199254740993`, `1.10`. Kept as it was
 * written until its field says what type it is.
 */
export class SourceNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  toJSON(): string {
    return this.text;
  }
}

/** The number that `text` denotes: a JavaScript number if that says exactly the same, else a {@link SourceNumber}. */
export function readNumber(text: string): number | SourceNumber {
  const number = Number(text);
  return String(number) === text ? number : new SourceNumber(text);
}
