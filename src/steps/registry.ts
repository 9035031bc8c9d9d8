import type { AnyStep, StepRegistry } from '../engine/step-contract.ts';
import { aggregate } from './aggregate.ts';
import { branch } from './branch.ts';
import { chainCall } from './chain-call.ts';
import { csvRead } from './csv-read.ts';
import { csvWrite } from './csv-write.ts';
import { datasetInvalidate } from './dataset-invalidate.ts';
import { derive } from './derive.ts';
import { distinct } from './distinct.ts';
import { documentsDelete } from './documents-delete.ts';
import { documentsRead } from './documents-read.ts';
import { documentsWrite } from './documents-write.ts';
import { each } from './each.ts';
import { emailSend } from './email-send.ts';
import { excelRead } from './excel-read.ts';
import { excelWrite } from './excel-write.ts';
import { filter } from './filter.ts';
import { httpRequest } from './http-request.ts';
import { httpSend } from './http-send.ts';
import { join } from './join.ts';
import { jsonRead } from './json-read.ts';
import { jsonWrite } from './json-write.ts';
import { limit } from './limit.ts';
import { log } from './log.ts';
import { lookup } from './lookup.ts';
import { parallel } from './parallel.ts';
import { parquetRead } from './parquet-read.ts';
import { parquetWrite } from './parquet-write.ts';
import { pivot } from './pivot.ts';
import { records } from './records.ts';
import { rename } from './rename.ts';
import { sample } from './sample.ts';
import { script } from './script.ts';
import { select } from './select.ts';
import { sort } from './sort.ts';
import { sqlDelete } from './sql-delete.ts';
import { sqlRead } from './sql-read.ts';
import { sqlWrite } from './sql-write.ts';
import { template } from './template.ts';
import { tryStep } from './try.ts';
import { union } from './union.ts';
import { unnest } from './unnest.ts';
import { unpivot } from './unpivot.ts';
import { validate } from './validate.ts';
import { window } from './window.ts';
import { workflowGet } from './workflow-get.ts';
import { workflowSend } from './workflow-send.ts';
import { workflowStart } from './workflow-start.ts';

/** Every step that exists, in the order of the reference; a new one is a file in this folder and a line here. */
const steps: readonly AnyStep[] = [
  records,
  csvRead,
  jsonRead,
  parquetRead,
  excelRead,
  documentsRead,
  sqlRead,
  httpRequest,
  filter,
  derive,
  select,
  rename,
  aggregate,
  join,
  lookup,
  sort,
  limit,
  distinct,
  union,
  unnest,
  pivot,
  unpivot,
  window,
  sample,
  validate,
  template,
  script,
  log,
  workflowGet,
  branch,
  parallel,
  each,
  tryStep,
  chainCall,
  documentsWrite,
  documentsDelete,
  sqlWrite,
  sqlDelete,
  datasetInvalidate,
  csvWrite,
  jsonWrite,
  parquetWrite,
  excelWrite,
  httpSend,
  emailSend,
  workflowStart,
  workflowSend,
];

/** The steps by name. */
export function createStepRegistry(): StepRegistry {
  const byName = new Map(steps.map((step) => [step.name, step]));
  return { find: (name) => byName.get(name), all: () => steps };
}
