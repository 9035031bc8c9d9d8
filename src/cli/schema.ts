import { workspaceJsonSchema } from '../model/definitions/workspace-json-schema.ts';
import { checkServices } from '../main/perform-run.ts';
import { defineCommand } from './command.ts';
import { writeLines } from './terminal.ts';

/** `millrace schema`. */
export const schemaCommand = defineCommand({
  name: 'schema',
  summary: 'Prints the JSON Schema of definitions, for editors.',
  docs: 'With it, a YAML editor completes kinds, keys, steps and the settings of each step, and shows what they mean. Write it to a file and name the file in your editor, or in the first line of a definition: # yaml-language-server: $schema=../millrace.schema.json',
  arguments: [],
  options: [],
  examples: [
    { command: 'millrace schema > millrace.schema.json', shows: 'The schema for this version, all steps included.' },
  ],
  async run(_input, terminal) {
    const { steps, connectors } = checkServices();
    await writeLines(terminal.out, [
      JSON.stringify(workspaceJsonSchema({ steps: steps.all(), connectors: connectors.all() }), undefined, 2),
    ]);
    return 0;
  },
});
