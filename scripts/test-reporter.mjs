// What `npm test` prints: a line for each file, each failure in full where it happens, and the sum at the end.
import { relative } from 'node:path';
import { inspect } from 'node:util';

const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

const place = (data) => `${relative(process.cwd(), data.file ?? '')}:${data.line ?? 1}`;

const indent = (text) => text.replace(/^(?=.)/gm, '     ');

/** What is known of a file that is running: files run side by side, so it is kept until the file is done. */
class FileLog {
  tests = 0;
  skipped = 0;
  failures = [];
  output = '';
}

function failureText(data) {
  const error = data.details.error;
  const name = [data.classname, data.name].filter(Boolean).join(' > ');
  const cause = error?.cause ?? error;
  const text = typeof cause === 'string' ? cause : inspect(cause, { colors: process.stdout.isTTY, depth: 6 });
  return `   ✖ ${name} (${place(data)})\n${indent(text)}\n`;
}

function note(log, data) {
  const { type, error } = data.details;
  if (type !== 'suite') log.tests += 1;
  if (type !== 'suite' && data.skip !== undefined) log.skipped += 1;
  if (error !== undefined && error.failureType !== 'subtestsFailed') log.failures.push(failureText(data));
}

function fileText(data, log) {
  // A file that fails as a whole (it does not load, it runs too long) has no failure of a test to show.
  const { error, duration_ms: duration } = data.details;
  if (error !== undefined && error.failureType !== 'subtestsFailed') log.failures.push(failureText(data));
  const facts = [`${log.tests} tests`, ...(log.skipped > 0 ? [`${log.skipped} skipped`] : []), seconds(duration)];
  const good = error === undefined;
  const head = `${good ? 'ok  ' : 'FAIL'} ${relative(process.cwd(), data.file)} (${facts.join(', ')})\n`;
  if (good) return head;
  return head + log.failures.join('') + (log.output === '' ? '' : `   it wrote:\n${indent(log.output)}`);
}

function sumText({ counts, duration_ms: duration }, files) {
  const slowest = files.sort((a, b) => b.duration - a.duration).slice(0, 3);
  const slow = slowest.map((one) => `${relative(process.cwd(), one.file)} ${seconds(one.duration)}`);
  const odd = Object.entries({ skipped: counts.skipped, cancelled: counts.cancelled, todo: counts.todo })
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `, ${count} ${name}`);
  return (
    `\n${files.length} files, ${counts.tests} tests in ${seconds(duration)}: ` +
    `${counts.passed} passed, ${counts.failed} failed${odd.join('')}\nslowest: ${slow.join(', ')}\n`
  );
}

// A file is a test of its own, around those in it; only theirs name the file they were started from.
const isWholeFile = (data) => data.entryFile === undefined;

/**
 * A reporter for `node --test --test-reporter`, which asks for a default export. It goes by `test:complete`, which comes
 * as things happen; `test:pass` and `test:fail` wait for the files that were started earlier.
 */
export default async function* report(events) {
  const logs = new Map();
  const files = [];
  const logOf = (file) => logs.get(file) ?? logs.set(file, new FileLog()).get(file);
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') logOf(data.entryFile ?? data.file).output += data.message;
    if (type === 'test:complete' && isWholeFile(data)) {
      files.push({ file: data.file, duration: data.details.duration_ms });
      yield fileText(data, logOf(data.file));
    } else if (type === 'test:complete') note(logOf(data.entryFile), data);
    if (type === 'test:summary' && data.file === undefined) yield sumText(data, files);
  }
}
