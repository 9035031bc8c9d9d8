/** Checks that the bytes of a text file are what its encoding says, and says where they are not. */
import { isUtf8 } from 'node:buffer';
import { MillraceError } from '../../core/errors.ts';

const newline = 0x0a;

/** How many bytes at the end of `bytes` begin a character of UTF-8 whose rest comes later. */
export function unfinishedBytes(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}

/** The first byte that is not UTF-8, or -1. `bytes` ends with a whole character, or with the file. */
export function firstBadByte(bytes: Uint8Array): number {
  if (isUtf8(bytes)) return -1;
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, middle - unfinishedBytes(part)))) good = middle;
    else bad = middle;
  }
  // The unfinished character before the break is part of what is wrong.
  return good - unfinishedBytes(bytes.subarray(0, good));
}

/** How many lines end in `bytes`. */
export function countLines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count += 1;
  return count;
}

/** The problem that a byte is not of the encoding. `line` counts from 1, `offset` from 0. */
export function badByte(at: {
  readonly file: string;
  readonly line: number;
  readonly offset: number;
  readonly byte: number;
}): MillraceError {
  const hex = `0x${at.byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return new MillraceError(
    'file_malformed',
    `${at.file}:${at.line}: the byte ${hex} at offset ${at.offset} is not UTF-8.`,
    {
      hint: 'If the whole file has another encoding, say so: `encoding: windows-1252`. If only some lines have, repair them.',
    },
  );
}
