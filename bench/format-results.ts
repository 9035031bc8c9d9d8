import { isMet, type Measure } from './define-case.ts';

/** What one case came to. */
export interface CaseResult {
  readonly title: string;
  readonly method: string;
  /** The day. */
  readonly taken: string;
  readonly measures: readonly Measure[];
}

/** The last results of all cases. */
export interface Results {
  machine: {
    readonly cores: number;
    readonly processor: string;
    readonly memory: string;
    readonly node: string;
    readonly platform: string;
  };
  readonly cases: Record<string, CaseResult | undefined>;
}

/** Results as Markdown. */
export function formatResults({ machine, cases }: Results): string {
  const { cores, processor, memory, node, platform } = machine;
  const where = `Taken on ${platform}, ${cores} cores (${processor}), ${memory}, Node ${node}, other work going on beside it.`;
  const sections = Object.values(cases).flatMap((result) => (result === undefined ? [] : [formatCase(result)]));
  return `${where}\n\n${sections.join('\n')}`;
}

function formatCase({ title, method, taken, measures }: CaseResult): string {
  const rows = measures.map((measure) => {
    const { what, value, unit, target, atLeast } = measure;
    const wanted = target === undefined ? '' : `${atLeast === true ? '≥' : '≤'} ${target} ${unit}`;
    return `| ${what} | ${formatNumber(value)} ${unit} | ${wanted} | ${target === undefined ? '' : isMet(measure) ? 'met' : 'missed'} |`;
  });
  return [
    `## ${title}`,
    '',
    `${method} (${taken})`,
    '',
    '| measured | value | target | |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function formatNumber(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
