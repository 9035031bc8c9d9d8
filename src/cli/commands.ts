import { auditCommand } from './audit.ts';
import { backfillCommand } from './backfill.ts';
import type { CommandDeclaration } from './command.ts';
import { connectionsCommand } from './connections.ts';
import { doctorCommand } from './doctor.ts';
import { explainCommand } from './explain.ts';
import { functionsCommand } from './functions.ts';
import { initCommand } from './init.ts';
import { jobsCommand } from './jobs.ts';
import { keysCommand } from './keys.ts';
import { logsCommand } from './logs.ts';
import { purgeCommand } from './purge.ts';
import { queryCommand } from './query.ts';
import { runCommand } from './run.ts';
import { runsCommand } from './runs.ts';
import { scheduleCommand } from './schedule.ts';
import { schemaCommand } from './schema.ts';
import { secretsCommand } from './secrets.ts';
import { sendCommand } from './send.ts';
import { serveCommand } from './serve.ts';
import { shapeCommand } from './shape.ts';
import { stateCommand } from './state.ts';
import { stepsCommand } from './steps.ts';
import { testCommand } from './test.ts';
import { usersCommand } from './users.ts';
import { validateCommand } from './validate.ts';

/** Every command, in the order of help; a new one is a file in this folder and a line here. */
export const commands: readonly CommandDeclaration[] = [
  initCommand,
  serveCommand,
  runCommand,
  testCommand,
  validateCommand,
  explainCommand,
  shapeCommand,
  queryCommand,
  sendCommand,
  runsCommand,
  logsCommand,
  jobsCommand,
  scheduleCommand,
  backfillCommand,
  stateCommand,
  usersCommand,
  keysCommand,
  secretsCommand,
  connectionsCommand,
  auditCommand,
  purgeCommand,
  stepsCommand,
  functionsCommand,
  schemaCommand,
  doctorCommand,
];
