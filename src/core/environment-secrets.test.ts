import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { environmentPlace, environmentSecrets } from './environment-secrets.ts';

test('a secret is a variable, or else the content of the file that NAME_FILE names', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-secrets-'));
  t.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'one'), 'from the file\n\n');
  const lookUp = environmentSecrets({
    ONE_FILE: join(folder, 'one'),
    BOTH: 'from the variable',
    BOTH_FILE: join(folder, 'one'),
    EMPTY: '',
    GONE_FILE: join(folder, 'none'),
  });
  assert.equal(lookUp('ONE'), 'from the file\n');
  assert.equal(lookUp('BOTH'), 'from the variable');
  assert.equal(lookUp('EMPTY'), undefined);
  assert.equal(lookUp('OTHER'), undefined);
  assert.throws(() => lookUp('GONE'), {
    code: 'secret_missing',
    message: 'The file that GONE_FILE names cannot be read.',
  });
});

test('the settings of the server itself are no secrets of definitions', () => {
  const environment = {
    DATABASE_URL: 'x',
    MILLRACE_SECRET_KEY: 'x',
    MILLRACE_METRICS_TOKEN_FILE: 'x',
    DATABASE_URL_2: 'x',
  };
  for (const name of ['DATABASE_URL', 'MILLRACE_SECRET_KEY', 'MILLRACE_METRICS_TOKEN'])
    assert.equal(environmentSecrets(environment)(name), undefined, name);
  assert.equal(environmentPlace('DATABASE_URL_2', environment), 'environment');
});
