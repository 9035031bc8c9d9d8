/** What to say to somebody who wrote a step in the way of another tool. */

/** True for the keys of a step. */
export function isStep(known: readonly string[]): boolean {
  return known.includes('uses') && known.includes('with');
}

/** What would be right where a step has a key that it does not know. */
export function stepKeyAdvice(step: unknown, key: string): string {
  const names = typeof step === 'object' && step !== null && 'uses' in step;
  return names
    ? `Settings of a step stand below 'with': with: { ${key}: .. }`
    : `Write uses: ${key}, and its settings below 'with'.`;
}

/** What would be right where a step is a mere text. */
export function stepTextAdvice(step: string): string {
  return `Write - uses: ${step}, and its settings below 'with'.`;
}
