// Holds docs/decisions/dependencies.md and package.json together: each dependency has its reason, each reason its
// dependency. `node scripts/dependencies.mjs` ends with 1 and says what differs.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, runScript, ScriptFailure } from './installation.mjs';

const PAGE = 'docs/decisions/dependencies.md';

/** Heading of the page -> the key of package.json that it explains. */
const SECTIONS = {
  'Run time': 'dependencies',
  'Run time, where it can be had': 'optionalDependencies',
  Development: 'devDependencies',
};

/**
 * The packages that a section of the page gives a reason for: the rows of its table, `| \`name\` | reason |`.
 * @param {string} page
 * @param {string} heading
 */
export function explained(page, heading) {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([^`]+)` \|[ \t]*(\S.*?)[ \t]*\|$/gm)].map((match) => match[1]);
}

/**
 * What differs between the page and package.json, one sentence each.
 * @param {string} page
 * @param {{dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>, devDependencies?: Record<string, string>}} manifest
 */
export function differences(page, manifest) {
  return Object.entries(SECTIONS).flatMap(([heading, key]) => {
    const reasons = explained(page, heading);
    const names = Object.keys(manifest[key] ?? {});
    return [
      ...names
        .filter((name) => !reasons.includes(name))
        .map((name) => `${name} is in ${key} of package.json: say why below "${heading}" in ${PAGE}`),
      ...reasons
        .filter((name) => !names.includes(name))
        .map((name) => `${name} has a reason below "${heading}" in ${PAGE} and is not in ${key}: remove the line`),
      ...reasons
        .filter((name, index) => reasons.indexOf(name) !== index)
        .map((name) => `${name} has two lines below "${heading}" in ${PAGE}: keep one`),
    ];
  });
}

if (import.meta.filename === process.argv[1]) {
  await runScript(async () => {
    const page = await readFile(join(ROOT, PAGE), 'utf8');
    const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    const found = differences(page, manifest);
    if (found.length > 0) throw new ScriptFailure(found.join('\n'));
  });
}
