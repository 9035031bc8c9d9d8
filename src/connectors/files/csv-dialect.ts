/** How the fields of a CSV file are told apart. */

/** The delimiters that are tried when none is given. */
const delimiters = [',', ';', '\t', '|'] as const;

/** Records of the sample that decide. */
const sampleRecords = 20;

/** How many fields each record of the sample has, quoted line breaks and delimiters not counted. */
function fieldCounts(sample: string, delimiter: string, quote: string): readonly number[] {
  const counts: number[] = [];
  let fields = 1;
  let quoted = false;
  let blank = true;
  for (const character of sample) {
    if (character === quote) quoted = !quoted;
    else if (quoted) continue;
    else if (character === delimiter) fields += 1;
    else if (character === '\n') {
      if (!blank) counts.push(fields);
      fields = 1;
      blank = true;
      if (counts.length === sampleRecords) return counts;
      continue;
    }
    if (character !== '\r') blank = false;
  }
  // The last record may be cut off, so it counts only when there is no other.
  return counts.length === 0 && !blank ? [fields] : counts;
}

/** How well a delimiter explains the sample: records that agree with the first one, then how many fields that gives. */
function score(counts: readonly number[]): number {
  const [first = 1] = counts;
  if (first === 1) return 0;
  const agree = counts.filter((count) => count === first).length / counts.length;
  return agree * 1000 + Math.min(first, 900);
}

/** The delimiter that explains the first records best; a comma if none does. */
export function guessDelimiter(sample: string, quote: string): string {
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of delimiters) {
    const found = score(fieldCounts(sample, delimiter, quote));
    if (found > best.score) best = { delimiter, score: found };
  }
  return best.delimiter;
}
