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
  /** Tests by number: a suite is complete, and its name known, only after the tests in it. */
  known = new Map();
}

function nameWithSuites(log, data) {
  const names = [data.name];
  for (let above = log.known.get(data.parentId); above !== undefined; above = log.known.get(above.parentId)) {
    names.unshift(above.name);
  }
  return names.join(' > ');
}

function failureText(log, data) {
  const error = data.details.error;
  const cause = error?.cause ?? error;
  const text = typeof cause === 'string' ? cause : inspect(cause, { colors: process.stdout.isTTY, depth: 6 });
  return `   ✖ ${nameWithSuites(log, data)} (${place(data)})\n${indent(text)}\n`;
}

// A suite, and a file, fail because a test in them did: that test is told, not they.
const isFailure = ({ details: { error } }) => error !== undefined && error.failureType !== 'subtestsFailed';

function note(log, data) {
  log.known.set(data.testId, data);
  if (data.details.type !== 'suite') log.tests += 1;
  if (data.details.type !== 'suite' && data.skip !== undefined) log.skipped += 1;
  if (isFailure(data)) log.failures.push(data);
}

function fileText(log, data) {
  const facts = [
    `${log.tests} tests`,
    ...(log.skipped > 0 ? [`${log.skipped} skipped`] : []),
    seconds(data.details.duration_ms),
  ];
  const good = data.details.error === undefined;
  const head = `${good ? 'ok  ' : 'FAIL'} ${relative(process.cwd(), data.file)} (${facts.join(', ')})\n`;
  if (good) return head;
  const failures = log.failures.map((failure) => failureText(log, failure));
  // A file that fails as a whole (it does not load, it runs too long) has no failed test to show.
  if (isFailure(data)) failures.push(failureText(log, data));
  return head + failures.join('') + (log.output === '' ? '' : `   it wrote:\n${indent(log.output)}`);
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
      yield fileText(logOf(data.file), data);
    } else if (type === 'test:complete') note(logOf(data.entryFile), data);
    if (type === 'test:summary' && data.file === undefined) yield sumText(data, files);
  }
}
