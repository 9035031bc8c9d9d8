import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MillraceError } from './errors.ts';
import { parseSettings, settingDeclarations } from './settings.ts';

const faultsOf = (environment: Record<string, string>): MillraceError => {
  try {
    parseSettings(environment);
  } catch (thrown) {
    if (thrown instanceof MillraceError) return thrown;
    throw thrown;
  }
  throw new Error('no fault was found');
};

test('an empty environment gives the defaults', () => {
  assert.deepEqual(parseSettings({ PATH: '/bin', MILLRACE_PORT: ' ', MILLRACE_TEST_MONGODB_URL: 'x' }), {
    databaseUrl: undefined,
    host: '127.0.0.1',
    port: 7_400,
    publicUrl: undefined,
    roles: ['web', 'scheduler', 'worker'],
    concurrency: 4,
    stopGrace: 10_000,
    nodeLease: 15_000,
    logLevel: 'info',
    metricsToken: undefined,
    secretKey: undefined,
    memory: undefined,
    datasetCache: 256 * 1024 ** 2,
  });
});

test('what is given is taken', () => {
  const given = parseSettings({
    DATABASE_URL: 'postgresql://me:secret@db/millrace',
    MILLRACE_HOST: '::1',
    MILLRACE_PORT: '0',
    MILLRACE_PUBLIC_URL: 'https://m.example.com/',
    MILLRACE_ROLES: 'worker, scheduler,worker',
    MILLRACE_CONCURRENCY: '64',
    MILLRACE_STOP_GRACE: '0',
    MILLRACE_LOG_LEVEL: 'silent',
  });
  assert.deepEqual(given, {
    databaseUrl: 'postgresql://me:secret@db/millrace',
    host: '::1',
    port: 0,
    publicUrl: 'https://m.example.com',
    roles: ['worker', 'scheduler'],
    concurrency: 64,
    stopGrace: 0,
    nodeLease: 15_000,
    logLevel: 'silent',
    metricsToken: undefined,
    secretKey: undefined,
    memory: undefined,
    datasetCache: 256 * 1024 ** 2,
  });
});

const faults: readonly { readonly variable: string; readonly text: string; readonly says: RegExp }[] = [
  { variable: 'MILLRACE_PORT', text: '65536', says: /MILLRACE_PORT takes a whole number from 0 to 65535, not '65536'/ },
  { variable: 'MILLRACE_PORT', text: '-1', says: /whole number/ },
  { variable: 'MILLRACE_PORT', text: '8e3', says: /whole number/ },
  { variable: 'MILLRACE_CONCURRENCY', text: '0', says: /from 1 to 64/ },
  { variable: 'MILLRACE_ROLES', text: 'web,cook', says: /some of web, scheduler, worker/ },
  { variable: 'MILLRACE_LOG_LEVEL', text: 'loud', says: /one of trace, debug/ },
  { variable: 'MILLRACE_HOST', text: 'http://x', says: /host name/ },
  { variable: 'MILLRACE_PUBLIC_URL', text: 'millrace.example.com', says: /begins with https:\/\/ or http:\/\// },
  { variable: 'MILLRACE_PROT', text: '80', says: /MILLRACE_PROT is not known; did you mean MILLRACE_PORT\?/ },
];
for (const { variable, text, says } of faults) {
  test(`${variable}=${text} is refused`, () => assert.match(faultsOf({ [variable]: text }).message, says));
}

test('all faults are reported together, and no secret with them', () => {
  const error = faultsOf({ DATABASE_URL: 'mysql://u:hunter2@h/d', MILLRACE_PORT: 'x', MILLRACE_LOGLEVEL: 'info' });
  assert.equal(error.code, 'setting_invalid');
  assert.deepEqual(error.issues?.map((issue) => issue.path).sort(), [
    'DATABASE_URL',
    'MILLRACE_LOGLEVEL',
    'MILLRACE_PORT',
  ]);
  assert.ok(!error.message.includes('hunter2'));
});

test('every default is one of its own values, and every setting is explained', () => {
  for (const { variable, summary, byDefault, parse } of Object.values(settingDeclarations)) {
    assert.match(summary, /\.$/, variable);
    if (byDefault !== undefined) assert.notEqual(parse(byDefault), undefined, variable);
  }
});
