/** A name as the word of a button: `submit` becomes `Submit`. Pure. */
export function sentence(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
