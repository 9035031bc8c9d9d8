import { z } from 'zod';
import type { Problem } from '../../model/problem.ts';

/** Something that is wrong with a definition. */
export const definitionProblemSchema = z
  .object({
    severity: z.enum(['error', 'warning']),
    code: z.string(),
    message: z.string(),
    hint: z.string().optional(),
    path: z.string().optional().meta({ description: 'Keys from the root of the document.' }),
    file: z.string().optional(),
    line: z.int().optional(),
    column: z.int().optional(),
  })
  .meta({ id: 'DefinitionProblem' });

/** How it goes over the wire. */
export function definitionProblemView(problem: Problem): z.output<typeof definitionProblemSchema> {
  const { severity, code, message, hint, path, position } = problem;
  return { severity, code, message, hint, path, ...position };
}
