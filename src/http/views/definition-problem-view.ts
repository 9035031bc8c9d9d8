import { z } from 'zod';
import type { YamlDocument } from '../../model/definitions/yaml-document.ts';
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

/** The problems of one document of a file that may hold several. */
export function problemsOfDocument(
  problems: readonly Problem[],
  document: YamlDocument,
  all: readonly { readonly document: YamlDocument }[],
): readonly Problem[] {
  const start = document.positionOf([]).line;
  const starts = all
    .filter((one) => one.document.file === document.file)
    .map((one) => one.document.positionOf([]).line);
  const next = Math.min(...starts.filter((line) => line > start), Number.POSITIVE_INFINITY);
  return problems.filter(({ position }) => {
    return position?.file === document.file && position.line >= start && position.line < next;
  });
}
