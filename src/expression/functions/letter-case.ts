/**
 * Upper and lower case one character at a time, so that a text keeps its length in characters, as the vector engine
 * does it. Characters that Unicode gave a case only lately are left alone by both; a test goes through all of them.
 */

/** Where the whole-text mapping of JavaScript gives two characters, but a single one exists. */
const singleUpper: ReadonlyMap<string, string> = new Map(
  [...'ßᾀᾁᾂᾃᾄᾅᾆᾇᾐᾑᾒᾓᾔᾕᾖᾗᾠᾡᾢᾣᾤᾥᾦᾧᾳῃῳ'].map((lower, index) => [
    lower,
    [...'ẞᾈᾉᾊᾋᾌᾍᾎᾏᾘᾙᾚᾛᾜᾝᾞᾟᾨᾩᾪᾫᾬᾭᾮᾯᾼῌῼ'][index] ?? lower,
  ]),
);

const singleLower: ReadonlyMap<string, string> = new Map([['İ', 'i']]);

const recent =
  /[\u019b\u0264\u1c89\u1c8a\ua7cb-\ua7cf\ua7d2-\ua7d5\ua7da-\ua7dc\u{10d50}-\u{10d85}\u{16ea0}-\u{16ed3}]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII starts there.
const ascii = /^[\u0000-\u007f]*$/;

/** `STRAẞE`. */
export function upperCase(text: string): string {
  return ascii.test(text) ? text.toUpperCase() : mapped(text, singleUpper, (letter) => letter.toUpperCase());
}

/** `straße`. */
export function lowerCase(text: string): string {
  return ascii.test(text) ? text.toLowerCase() : mapped(text, singleLower, (letter) => letter.toLowerCase());
}

function mapped(text: string, single: ReadonlyMap<string, string>, change: (letter: string) => string): string {
  let result = '';
  for (const letter of text) {
    const known = single.get(letter);
    const changed = known ?? change(letter);
    result += known !== undefined || (isOne(changed) && !recent.test(letter)) ? changed : letter;
  }
  return result;
}

function isOne(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff);
}
