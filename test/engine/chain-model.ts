/** What a random chain must give, worked out over arrays, without time and without batches. */
import type { RandomChain, RandomStep } from './random-chains.ts';

/** What is known of the numbers at one place of a chain. */
export interface Expected {
  /** The numbers; in their order where that is defined. Where they are not `exact`, what comes is among them. */
  readonly numbers: readonly number[];
  readonly isOrdered: boolean;
  readonly isExact: boolean;
  /** Whether getting there fails: `maybe` where somebody may have enough before. */
  readonly fails: 'never' | 'maybe' | 'surely';
}

const certainty = ['never', 'maybe', 'surely'] as const;

function worst(...fails: readonly Expected['fails'][]): Expected['fails'] {
  return certainty[Math.max(...fails.map((each) => certainty.indexOf(each)))] ?? 'never';
}

function maybe(fails: Expected['fails']): Expected['fails'] {
  return fails === 'never' ? 'never' : 'maybe';
}

/** What a chain gives. */
export function expectedOf({ source, steps }: RandomChain): Expected {
  const numbers = Array.from({ length: source.count }, (_, at) => at + 1);
  return through(steps, { numbers, isOrdered: true, isExact: true, fails: 'never' });
}

function through(steps: readonly RandomStep[], input: Expected): Expected {
  return steps.reduce(after, input);
}

function after(input: Expected, step: RandomStep): Expected {
  const { numbers, isExact } = input;
  switch (step.kind) {
    case 'pace':
    case 'write':
      return input;
    case 'filter':
      return { ...input, numbers: numbers.filter((n) => n % step.divisor !== 0) };
    case 'none':
      return { ...input, numbers: [] };
    case 'add':
      return { ...input, numbers: numbers.map((n) => n + step.by) };
    case 'limit':
      return limited(input, step.count);
    case 'sort':
      return { ...input, numbers: numbers.toSorted((a, b) => b - a), isOrdered: true };
    case 'distinct':
      return { ...input, numbers: [...new Set(numbers)], isOrdered: false };
    case 'fail': {
      const found = numbers.includes(step.at);
      return { ...input, fails: found ? worst(input.fails, isExact ? 'surely' : 'maybe') : input.fails };
    }
    default:
      return afterNested(input, step);
  }
}

function limited({ numbers, isOrdered, isExact, fails }: Expected, count: number): Expected {
  const known = isExact && (isOrdered || numbers.length <= count);
  return {
    numbers: known ? numbers.slice(0, count) : count === 0 ? [] : numbers,
    isOrdered,
    isExact: known || count === 0,
    fails: maybe(fails),
  };
}

function afterNested(
  input: Expected,
  step: Extract<RandomStep, { kind: 'branch' | 'parallel' | 'union' | 'join' | 'try' | 'each' }>,
): Expected {
  switch (step.kind) {
    case 'branch': {
      const parts = step.ways.map((): number[] => []);
      for (const n of input.numbers) {
        const found = step.ways.slice(1).findIndex((_, at) => n % (step.divisor + at) === 0);
        parts[found + 1]!.push(n);
      }
      return together(step.ways.map((way, at) => through(way, { ...input, numbers: parts[at]! })));
    }
    case 'parallel': {
      const ways = step.ways.map((way) => through(way, input));
      const inOrder = step.order === 'ways' && input.isOrdered && ways.every((way) => way.isOrdered);
      return { ...together(ways), isOrdered: inOrder };
    }
    case 'union':
      return together([input, ...step.sources.map(expectedOf)]);
    case 'join':
      return joined(input, expectedOf(step.source), step.type);
    case 'try':
      return tried(input, step);
    case 'each': {
      const each = input.numbers.map((n) =>
        through(step.steps, { ...input, numbers: [n], isOrdered: true, fails: 'never' }),
      );
      const all = together(each);
      return {
        ...all,
        isOrdered: input.isOrdered && each.every((one) => one.isOrdered),
        isExact: all.isExact && input.isExact,
        fails: worst(input.fails, input.isExact ? all.fails : maybe(all.fails)),
      };
    }
  }
}

/** All of several, in no order. */
function together(all: readonly Expected[]): Expected {
  return {
    numbers: all.flatMap((each) => each.numbers),
    isOrdered: false,
    isExact: all.every((each) => each.isExact),
    fails: worst(...all.map((each) => each.fails), 'never'),
  };
}

function joined(left: Expected, right: Expected, type: 'inner' | 'left' | 'semi' | 'anti'): Expected {
  const times = (n: number): number => {
    const partners = right.numbers.filter((other) => other === n).length;
    if (type === 'inner') return partners;
    if (type === 'left') return Math.max(1, partners);
    if (type === 'semi') return Math.min(1, partners);
    return partners === 0 || !right.isExact ? 1 : 0;
  };
  return {
    numbers: left.numbers.flatMap((n) => Array.from({ length: times(n) }, () => n)),
    isOrdered: false,
    isExact: left.isExact && right.isExact,
    fails: worst(left.fails, right.fails),
  };
}

function tried(input: Expected, { steps, rescue }: Extract<RandomStep, { kind: 'try' }>): Expected {
  const attempt = through(steps, { ...input, fails: 'never' });
  const other = (): Expected => through(rescue, { ...input, fails: 'never' });
  const merged = (): Expected => ({ ...together([attempt, other()]), isExact: false, fails: maybe(other().fails) });
  const outcome =
    attempt.fails === 'never' ? attempt : attempt.fails === 'surely' && input.isExact ? other() : merged();
  return { ...outcome, fails: worst(input.fails, outcome.fails) };
}
