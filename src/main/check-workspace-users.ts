/** The file of users that a workspace names, checked like its definitions: every fault with its place. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseUsers, type UsersFile } from '../access/parse-users.ts';
import { type Issue, MillraceError, messageOf } from '../core/errors.ts';
import type { Workspace } from '../model/definitions/definition.ts';
import { readYaml } from '../model/definitions/yaml-document.ts';
import type { Path, Problem, SourcePosition } from '../model/problem.ts';
import { draftIssues } from './identity/check-draft.ts';

/** Everything that is wrong with the users of a workspace in `folder`. */
export async function checkWorkspaceUsers(folder: string, workspace: Workspace): Promise<readonly Problem[]> {
  const name = workspace.settings.users;
  if (name === undefined) return [];
  try {
    return problemsOf({ name, text: await readFile(join(folder, name), 'utf8') }, workspace);
  } catch (thrown) {
    const document = workspace.documents.find(({ kind }) => kind === 'workspace')?.document;
    const message = `the users of the workspace cannot be read: ${messageOf(thrown)}`;
    const hint = 'Name a .yaml, .json or .csv file of the folder, or remove `users`.';
    const fault = { path: ['users'], code: 'file_not_found', message, hint } as const;
    return document === undefined ? [] : [document.problem(fault)];
  }
}

function problemsOf(file: UsersFile, workspace: Workspace): readonly Problem[] {
  const place = placesOf(file);
  const problem = ({ path, message, code }: Pick<Issue, 'path' | 'message' | 'code'>): Problem => ({
    ...{ code: code as Problem['code'], severity: 'error', message, position: place(pathOf(path)) },
    ...(path === '' ? {} : { path }),
  });
  try {
    const drafts = parseUsers(file, workspace.attributes);
    return drafts.flatMap((draft, index) =>
      draftIssues(draft, workspace).map((issue) => problem({ ...issue, path: `[${index}].${issue.path}` })),
    );
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    const { issues = [], code, message } = thrown;
    return issues.length > 0 ? issues.map(problem) : [problem({ path: '', message, code })];
  }
}

/** The parts of a path that an issue names: `[2].roles[0]`. */
function pathOf(text: string): Path {
  const parts = text.matchAll(/\[(\d+)\]|"((?:[^"\\]|\\.)*)"|([^.[\]"]+)/g);
  return [...parts].map(([, index, quoted, key]) => (index === undefined ? (quoted ?? key ?? '') : Number(index)));
}

/** Where something stands: in YAML and JSON exactly, in CSV the line of the user. */
function placesOf({ name, text }: UsersFile): (path: Path) => SourcePosition {
  if (/\.csv$/i.test(name)) {
    return ([user]) => ({ file: name, line: typeof user === 'number' ? user + 2 : 1, column: 1 });
  }
  const [document] = readYaml({ path: name, text });
  if (document === undefined) return () => ({ file: name, line: 1, column: 1 });
  const broken = document.problems[0]?.position;
  if (broken !== undefined) return () => broken;
  const below = Array.isArray(document.value) ? [] : ['users'];
  return (path) => document.positionOf([...below, ...path]);
}
