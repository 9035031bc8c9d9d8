/**
 * The source of functions that call each other, as one expression that gives the last of them: for code that runs where
 * no file can be read. The functions may name each other, their arguments and what the language has, nothing else.
 */
export function sourceOf(functions: readonly ((...given: never[]) => unknown)[]): string {
  return `(() => {\n${functions.map(String).join('\n')}\nreturn ${functions.at(-1)?.name ?? ''};\n})()`;
}
