import { type CheckedChain, checkChain } from '../../src/engine/check/check-chain.ts';
import { planStages } from '../../src/engine/plan-stages.ts';
import { runSegment } from '../../src/engine/vector/run-segment.ts';
import { checkServices } from '../../src/main/perform-run.ts';
import { workspaceOf } from '../../src/model/definitions/load-workspace.ts';
import { watchedContext } from '../../test/engine/relations.ts';
import { defineCase } from '../define-case.ts';
import { chainText, onlySegment } from '../loaded-chain.ts';
import { inTurns, seconds } from '../timing.ts';

/** What is kept of the groups up to one. */
function kept(group: number): string {
  return Array.from({ length: group + 1 }, (_, at) => `, size${at}, note${at}, rest${at}`).join('');
}

/** One group of steps of a chain, ten of them, such as people write. */
function tenSteps(group: number): string[] {
  return [
    `{ uses: filter, with: { where: "amount > ${group} and region <> 'south'" } }`,
    `{ uses: derive, with: { compute: { total${group}: amount * price, label${group}: "region || '-' || id::text" } } }`,
    `{ uses: derive, with: { compute: { month${group}: "date_trunc('month', day)", large: "total${group} >= ${group * 100}" } } }`,
    `{ uses: filter, with: { where: "large or region in ('north', 'east', 'x${group}')" } }`,
    `{ uses: rename, with: { fields: { tag${group}: label${group} } } }`,
    `{ uses: derive, with: { compute: { size${group}: "case when amount > 10 then 'big' when amount > 5 then 'middle' else 'small' end" } } }`,
    `{ uses: sort, with: { by: [total${group} desc, id] } }`,
    `{ uses: derive, with: { compute: { note${group}: "coalesce(upper(tag${group}), 'none')", rest${group}: "round(price * 1.19, 2)" } } }`,
    `{ uses: filter, with: { where: "note${group} is not null and amount between 0 and 100000" } }`,
    `{ uses: select, with: { fields: [id, region, amount, price, day${kept(group)}] } }`,
  ];
}

const input = { id: 'integer', region: 'text', amount: 'integer', price: 'number', day: 'date' };
const steps = Array.from({ length: 10 }, (_, group) => tenSteps(group)).flat();

async function* nothing(): AsyncGenerator<never> {
  // The plan is what is measured.
}

/** What happens to a definition that is in memory, before the first record moves. */
export const bench = defineCase({
  title: 'Plan of a chain of 100 steps',
  method: `A chain of ${steps.length} steps (filters, derived fields, renames, sorts, selects), read into a definition before: to check is to parse and type all expressions and find every shape; to plan is to fold the steps into segments, to prune them, to choose the engine and to compile the closures, which happens when the first run of a checked chain begins. Of the first time nothing is warm but the program's own definitions; then the median of 41 rounds. Reading the YAML is apart. The processor's time includes that of V8's own threads, which compile and collect beside it.`,
  async run() {
    const text = chainText(input, steps);
    const services = checkServices();
    const workspace = () => workspaceOf([{ path: 'bench.yaml', text }]).workspace;
    const loaded = workspace();
    const definition = loaded.chains.get('bench.Measured');
    if (definition === undefined) throw new RangeError('The chain was not read.');
    const check = (): CheckedChain => {
      const { chain, faults } = checkChain(definition, { ...services, workspace: loaded });
      if (faults.length > 0) throw new RangeError(JSON.stringify(faults[0]));
      return chain;
    };
    const { context } = watchedContext();
    const plan = async (chain: CheckedChain): Promise<void> => {
      for await (const _ of runSegment(onlySegment(chain), [{ stream: nothing }], context));
    };
    const first = await seconds(() => plan(check()));
    const checked = check();
    const rounds = await inTurns(41, {
      read: async () => workspace(),
      check: async () => check(),
      fold: async () => planStages(checked.pipeline),
      plan: () => plan(checked),
      both: () => plan(check()),
    });
    const milliseconds = (name: 'read' | 'check' | 'fold' | 'plan' | 'both'): number => rounds.median(name) * 1000;
    return [
      { what: 'check and plan', value: milliseconds('both'), unit: 'ms', target: 10 },
      { what: 'check and plan, processor time', value: rounds.processor('both') * 1000, unit: 'ms' },
      { what: 'of which check', value: milliseconds('check'), unit: 'ms' },
      { what: 'of which plan', value: milliseconds('plan'), unit: 'ms' },
      { what: 'check and plan, the first time', value: first * 1000, unit: 'ms' },
      { what: 'reading the YAML, apart', value: milliseconds('read'), unit: 'ms' },
    ];
  },
});
