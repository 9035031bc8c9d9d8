/** Secrets that whoever starts the process gives: by an environment variable, or by a file that one names. */
import { readFileSync } from 'node:fs';
import { MillraceError } from './errors.ts';
import type { SecretLookUp } from './secrets.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** True for a variable of the server itself: no definition may send it to another system. */
export function isReservedSecret(name: string): boolean {
  return /^(MILLRACE_|DATABASE_URL(_FILE)?$)/.test(name);
}

/** Where this process has a secret from: `NAME` in the environment, else the file that `NAME_FILE` names. */
export function environmentPlace(name: string, environment: Environment): 'environment' | 'file' | undefined {
  if (isReservedSecret(name)) return undefined;
  if (isGiven(environment[name])) return 'environment';
  return isGiven(environment[`${name}_FILE`]) ? 'file' : undefined;
}

/** Looks secrets up in the environment; a line break at the end of a file does not belong to the secret. */
export function environmentSecrets(environment: Environment): SecretLookUp {
  return (name) => {
    const place = environmentPlace(name, environment);
    if (place === undefined) return undefined;
    return place === 'environment' ? environment[name] : contentOf(name, environment[`${name}_FILE`] ?? '');
  };
}

const isGiven = (text: string | undefined): boolean => text !== undefined && text !== '';

function contentOf(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new MillraceError('secret_missing', `The file that ${name}_FILE names cannot be read.`, {
      hint: `Correct the environment variable ${name}_FILE or the rights of the file.`,
      cause,
    });
  }
}
