import type { CommandDeclaration } from './command.ts';
import { functionsCommand } from './functions.ts';
import { schemaCommand } from './schema.ts';
import { stepsCommand } from './steps.ts';
import { validateCommand } from './validate.ts';

/** Every command; a new one is a file in this folder and a line here. */
export const commands: readonly CommandDeclaration[] = [validateCommand, schemaCommand, stepsCommand, functionsCommand];
