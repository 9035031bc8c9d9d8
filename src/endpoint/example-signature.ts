/** How to sign a call in a shell, by what every system has: `openssl`. */
import type { SignatureRule } from './signature.ts';

/** What is signed; `path` as it is sent, with `/hooks` and what is behind `?`. */
interface Signed {
  readonly method: string;
  readonly path: string;
  /** By name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Lines that go before the call, and the headers that it then has. */
export interface SigningLines {
  readonly before: readonly string[];
  readonly headers: readonly string[];
}

/** A text as one word of a shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A text within the double quotes of a shell. */
const within = (text: string): string => text.replaceAll(/[\\"$`]/g, String.raw`\$&`);

/** The lines that sign a call; the secret is for the reader to put in. */
export function signingLines(rule: Omit<SignatureRule, 'secrets'>, signed: Signed): SigningLines {
  const { header, algorithm, encoding, prefix, form, timestamp } = rule;
  const isTimed = rule.within !== undefined;
  const digest = encoding === 'hex' ? "-r | cut -d' ' -f1" : '-binary | openssl base64 -A';
  const payload = rule.payload
    .split(/(\$\{[^}]+\})/)
    .map((part) => (part.startsWith('${') ? shellValue(part.slice(2, -1), signed) : within(part)))
    .join('');
  return {
    before: [
      `SECRET='the secret that you share with this server'`,
      `BODY=${quoted(signed.body)}`,
      ...(isTimed ? ['TIME=$(date +%s)'] : []),
      `SIGNATURE=$(printf '%s' "${payload}" | openssl dgst -${algorithm} -hmac "$SECRET" ${digest})`,
    ],
    headers: [
      ...(timestamp === undefined ? [] : [`-H "${timestamp}: $TIME"`]),
      form === 'pairs' ? `-H "${header}: t=$TIME,v1=$SIGNATURE"` : `-H "${header}: ${within(prefix)}$SIGNATURE"`,
    ],
  };
}

function shellValue(name: string, { method, path, headers }: Signed): string {
  if (name === 'body') return '$BODY';
  if (name === 'timestamp') return '$TIME';
  if (name.startsWith('header.')) return within(headers[name.slice('header.'.length).toLowerCase()] ?? '');
  return within({ method, path }[name] ?? '');
}
