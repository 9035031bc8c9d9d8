/**
 * Takes secrets out of texts. Invariant: what was hidden once is found again in every form that a text may hold it in: as
 * it is, within JSON, within an address, in base64, alone or with something before and behind it.
 */

/** Secrets shorter than this are not searched for in texts: they would hide half of every sentence. */
const shortestRedacted = 4;

/** Shorter pieces of base64 stand in too many texts by chance. */
const shortestBase64 = 8;

/** Shorter lines of a secret of many lines, such as a key, say nothing by themselves. */
const shortestLine = 16;

/** Knows secrets, and replaces them by `[secret]`. */
export class Redactor {
  readonly #forms = new Set<string>();
  /** A secret that begins with another one must not leave its end behind. */
  #longestFirst: readonly string[] = [];
  readonly #also: Redactor | undefined;

  /** `also` learns whatever this one learns: the secrets of one run belong to those of the whole process. */
  constructor(also?: Redactor) {
    this.#also = also;
  }

  /** From now on this is a secret; of an address, what is secret inside it. */
  hide(secret: string): void {
    this.#learn([secret, ...secretPartsOf(secret)]);
  }

  /** From now on what is secret inside this address is; the address itself may be shown. */
  hideInside(address: string): void {
    this.#learn(secretPartsOf(address));
  }

  /** The text with every known secret replaced. */
  redact(text: string): string {
    let redacted = text;
    for (const form of this.#longestFirst) redacted = redacted.replaceAll(form, '[secret]');
    return redacted;
  }

  /** Plain data with every secret in its texts replaced. */
  redactAll<T>(data: T): T {
    if (this.#longestFirst.length === 0) return data;
    return this.#redactPart(data) as T;
  }

  #learn(secrets: readonly string[]): void {
    const before = this.#forms.size;
    for (const secret of secrets)
      for (const part of [secret, ...secretPartsOf(secret), ...linesOf(secret)])
        for (const form of formsOf(part)) this.#forms.add(form);
    if (this.#forms.size !== before)
      this.#longestFirst = [...this.#forms].sort((one, other) => other.length - one.length);
    if (this.#also !== undefined) this.#also.#learn(secrets);
  }

  #redactPart(part: unknown): unknown {
    if (typeof part === 'string') return this.redact(part);
    if (Array.isArray(part)) return part.map((each) => this.#redactPart(each));
    if (typeof part !== 'object' || part === null || Object.getPrototypeOf(part) !== Object.prototype) return part;
    return Object.fromEntries(Object.entries(part).map(([key, each]) => [this.redact(key), this.#redactPart(each)]));
  }
}

/** What is secret inside an address: its password; of a web address also a user that stands alone, and what may be a key. */
function secretPartsOf(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { protocol, username, password, origin, pathname, search, searchParams } = new URL(text);
  const token = password === '' && isWeb(protocol) ? username : password;
  const inQuery = isWeb(protocol) && search !== '' ? [origin + pathname, search, ...searchParams.values()] : [];
  return [token, decoded(token), ...inQuery].filter((part) => part !== '');
}

const isWeb = (protocol: string): boolean => /^https?:$/.test(protocol);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A stray % is not an encoding; the text stands for itself.
    if (error instanceof URIError) return text;
    throw error;
  }
}

function linesOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/);
  return lines.length < 2 ? [] : lines.map((line) => line.trim()).filter((line) => line.length >= shortestLine);
}

/** A secret as texts may hold it: as it is, within JSON (and that within JSON), within an address or form, in base64. */
function formsOf(secret: string): string[] {
  if (secret.length < shortestRedacted) return [];
  const inJson = JSON.stringify(secret).slice(1, -1);
  const inForm = new URLSearchParams([['', secret]]).toString().slice(1);
  const wellFormed = secret.toWellFormed();
  return [secret, inJson, JSON.stringify(inJson).slice(1, -1), encodeURIComponent(wellFormed), inForm].concat(
    [0, 1, 2].flatMap((before) => base64Of(wellFormed, before)),
  );
}

/** The base64 digits that only the secret decides where `before` bytes stand before it (modulo three). */
function base64Of(secret: string, before: number): string[] {
  const bytes = Buffer.from(secret);
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  const sure = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
  if (sure.length < shortestBase64) return [];
  return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
}
