/** The files of definitions that tests are tried with; they stand in no folder. */
import type { ChainTest } from '../../model/definitions/chain-test-schema.ts';
import type { DefinitionFile } from '../../model/definitions/yaml-document.ts';
import type { Problem } from '../../model/problem.ts';
import { surroundings, trialDefinitions, type WrittenDocument } from './trial-definitions.ts';
import type { Tried, Way } from './ways.ts';

/** One test and one way, with the definitions for it. */
export interface Trial {
  readonly tried: Tried;
  readonly way: Way;
  /** What is used is called so. */
  readonly name: string;
  readonly file: DefinitionFile;
}

const folder = '(millrace test --through)';

/** What all trials need. */
export const surroundingFile: DefinitionFile = fileOf('surroundings', surroundings);

/** The trial of a test; `number` tells tests apart. */
export function trialOf(tried: Tried, way: Way, number: number): Trial {
  const name = `millrace-test-${number}-${way}`;
  return { tried, way, name, file: fileOf(name, trialDefinitions(way, tried, name)) };
}

/** JSON is YAML. */
function fileOf(name: string, documents: readonly WrittenDocument[]): DefinitionFile {
  const text = documents.map((document) => JSON.stringify(document)).join('\n---\n');
  return { path: `${folder}/${name}.yaml`, text };
}

/** Why a test cannot go this way: what is wrong with the definitions for it. */
export function reasonsAgainst({ tried, way, file }: Trial, problems: readonly Problem[]): readonly string[] {
  const found = problems.filter(({ severity, position }) => severity === 'error' && position?.file === file.path);
  const said = found.map(({ message, hint }) => [message, ...(hint === undefined ? [] : [hint])].join(' '));
  return [...new Set([...said, ...testReasons(tried, way)])];
}

/** What is not a matter of the chain but of the test. */
function testReasons({ chain, test }: Tried, way: Way): readonly string[] {
  const events = way === 'workflow' || way === 'guard';
  const count = inputCount(test);
  const isTooMuch = chain.input !== undefined && events && count !== 1;
  return [
    ...(isTooMuch ? [`The test gives ${count} records, and an event carries one.`] : []),
    ...(test.zone === undefined ? [] : ['The test has a zone of its own, and contexts have that of the workspace.']),
  ];
}

function inputCount({ input }: ChainTest): number {
  if (input === undefined) return 1;
  return 'generate' in input ? input.generate : input.length;
}
