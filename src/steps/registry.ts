import type { AnyStep, StepRegistry } from '../engine/step-contract.ts';
import { aggregate } from './aggregate.ts';
import { branch } from './branch.ts';
import { chainCall } from './chain-call.ts';
import { csvRead } from './csv-read.ts';
import { csvWrite } from './csv-write.ts';
import { derive } from './derive.ts';
import { distinct } from './distinct.ts';
import { documentsDelete } from './documents-delete.ts';
import { documentsRead } from './documents-read.ts';
import { documentsWrite } from './documents-write.ts';
import { each } from './each.ts';
import { excelRead } from './excel-read.ts';
import { excelWrite } from './excel-write.ts';
import { filter } from './filter.ts';
import { join } from './join.ts';
import { jsonRead } from './json-read.ts';
import { jsonWrite } from './json-write.ts';
import { limit } from './limit.ts';
import { records } from './records.ts';
import { rename } from './rename.ts';
import { select } from './select.ts';
import { sort } from './sort.ts';
import { tryStep } from './try.ts';
import { union } from './union.ts';
import { unnest } from './unnest.ts';

/** Every step that exists; a new one is a file in this folder and a line here. */
const steps: readonly AnyStep[] = [
  records,
  csvRead,
  jsonRead,
  excelRead,
  documentsRead,
  filter,
  derive,
  select,
  rename,
  aggregate,
  join,
  sort,
  limit,
  distinct,
  union,
  unnest,
  branch,
  each,
  tryStep,
  chainCall,
  csvWrite,
  jsonWrite,
  excelWrite,
  documentsWrite,
  documentsDelete,
];

/** The steps by name, in the order of the reference. */
export function createStepRegistry(): StepRegistry {
  const byName = new Map(steps.map((step) => [step.name, step]));
  return { find: (name) => byName.get(name), all: () => steps };
}
