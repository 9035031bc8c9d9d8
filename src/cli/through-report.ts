/** What `millrace test --through` prints: which test went which way, what was different, and what could not go. */
import type { Passage } from '../main/through/test-through.ts';
import type { Way } from '../main/through/ways.ts';
import { counted } from './print-problems.ts';
import { type Output, writeLines, writeTable } from './terminal.ts';

/** Tests as they ended by themselves, and their passages. */
export interface ThroughReport {
  readonly ways: readonly Way[];
  readonly tests: readonly TestedAlone[];
  readonly passages: readonly Passage[];
}

/** A test by itself. */
export interface TestedAlone {
  readonly chain: string;
  readonly name: string;
  readonly passed: boolean;
  readonly differences: readonly string[];
  /** Fields that are something else in every run, and are not compared. */
  readonly varying: readonly string[];
}

/** True where nothing failed and nothing differs. */
export function isThrough({ tests, passages }: ThroughReport): boolean {
  return tests.every(({ passed }) => passed) && passages.every(({ differences }) => differences.length === 0);
}

/** Writes the report for people. */
export async function writeThrough(output: Output, report: ThroughReport): Promise<void> {
  const { ways, tests } = report;
  const columns = [
    { title: 'test', least: 24 },
    ...['alone', ...ways].map((title) => ({ title, least: title.length })),
  ];
  const rows = tests.map((test) => [`${test.chain}: ${test.name}`, ...marksOf(test, report)]);
  await writeTable(output, columns, { rows, none: 'There are no tests.' });
  await writeLines(output, [
    ...differenceLines(report, output),
    ...varyingLines(report, output),
    ...reasonLines(report, output),
  ]);
  if (tests.length > 0) await writeLines(output, ['', verdict(report, output)]);
}

/** The report as JSON. */
export function throughJson({ ways, tests, passages }: ThroughReport): unknown {
  return {
    ways,
    tests: tests.map(({ chain, name, passed, differences, varying }) => ({
      ...{ chain, name, passed, differences, varying },
      passages: passages
        .filter((passage) => passage.chain === chain && passage.test === name)
        .map(({ way, reasons, differences: found }) => ({
          ...{ way, eligible: reasons.length === 0 },
          ...(reasons.length === 0 ? { differences: found } : { reasons }),
        })),
    })),
  };
}

const good = '✓';
const bad = '✗';
const none = '–';

function marksOf({ chain, name, passed }: TestedAlone, { ways, passages }: ThroughReport): readonly string[] {
  const marks = ways.map((way) => {
    const found = passages.find((one) => one.chain === chain && one.test === name && one.way === way);
    if (found === undefined || found.reasons.length > 0) return none;
    return found.differences.length === 0 ? good : bad;
  });
  return [passed ? good : bad, ...marks];
}

function differenceLines({ tests, passages }: ThroughReport, { paint }: Output): readonly string[] {
  const alone = tests
    .filter(({ passed }) => !passed)
    .flatMap(({ chain, name, differences }) => [
      `  ${paint('red', bad)} ${chain}: ${name}, alone`,
      ...differences.map((line) => `      ${line}`),
    ]);
  const ofWays = passages
    .filter(({ differences }) => differences.length > 0)
    .flatMap(({ chain, test, way, differences }) => [
      `  ${paint('red', bad)} ${chain}: ${test}, ${way}`,
      ...differences.map(({ at, expected, got }) => `      ${at}: expected ${expected}, got ${got}`),
    ]);
  const lines = [...alone, ...ofWays];
  return lines.length === 0 ? [] : ['', paint('bold', 'Differences'), ...lines];
}

function varyingLines({ tests }: ThroughReport, { paint }: Output): readonly string[] {
  const lines = tests
    .filter(({ varying }) => varying.length > 0)
    .map(({ chain, name, varying }) => `  ${chain}: ${name}: ${varying.join(', ')}`);
  return lines.length === 0
    ? []
    : ['', paint('bold', 'Not compared, because every run gives something else'), ...lines];
}

/** A reason that holds for several ways, or for all tests of a chain, is said once. */
function reasonLines({ tests, passages }: ThroughReport, { paint }: Output): readonly string[] {
  const chains = [...new Set(passages.map(({ chain }) => chain))];
  const lines = chains.flatMap((chain) => {
    const count = tests.filter((test) => test.chain === chain).length;
    const own = passages.filter((passage) => passage.chain === chain);
    const given = own.flatMap((passage) => passage.reasons.map((reason) => ({ ...passage, reason })));
    const reasons = [...Map.groupBy(given, ({ reason }) => reason)].map(([reason, found]) => {
      const [ways, names] = [new Set(found.map(({ way }) => way)), new Set(found.map(({ test }) => test))];
      const of = names.size === count ? '' : ` (${[...names].join('; ')})`;
      return `      ${[...ways].join(', ')}: ${reason}${of}`;
    });
    return reasons.length === 0 ? [] : [`  ${chain}`, ...reasons];
  });
  return lines.length === 0 ? [] : ['', paint('bold', 'Not eligible'), ...lines];
}

function verdict(report: ThroughReport, { paint }: Output): string {
  const { tests, passages } = report;
  const gone = passages.filter(({ reasons }) => reasons.length === 0);
  const different = gone.filter(({ differences }) => differences.length > 0).length;
  const failed = tests.filter(({ passed }) => !passed).length;
  const counts = [counted(tests.length, 'test'), counted(gone.length, 'passage') || 'no passage'].join(', ');
  if (isThrough(report)) return paint('green', `${counts}: the same everywhere.`);
  const faults = [
    ...(different > 0 ? [`${counted(different, 'passage')} with differences`] : []),
    ...(failed > 0 ? [`${counted(failed, 'failed test')}`] : []),
  ];
  return paint('red', `${counts}: ${faults.join(' and ')}.`);
}
