/** The users whom a workspace names in its own folder: `users: data/users.yaml`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseUsers } from '../access/parse-users.ts';
import type { UserDraft } from '../access/users.ts';
import { MillraceError, messageOf } from '../core/errors.ts';
import type { Principal } from '../model/principal.ts';
import { inTransaction, type Store } from '../store/open-store.ts';
import { listUsers } from '../store/users.ts';
import { createIdentities } from './identity.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { takeSetupTurn } from './setup-turn.ts';

/** Who adds the users of a folder: whoever can write the folder can do everything in it anyway. */
const setUp: Principal = {
  kind: 'system',
  id: 'system',
  name: 'set-up',
  roles: ['administrator'],
  attributes: {},
};

/** Adds the users of the folder who are not there yet; the others stay as administrators have made them since. */
export async function importWorkspaceUsers(store: Store, live: LiveWorkspace): Promise<void> {
  const drafts = await workspaceUsers(live);
  if ((await strangers(store, drafts)).length === 0) return;
  await inTransaction(store, async (inner) => {
    await takeSetupTurn(inner);
    const { users } = createIdentities(inner, () => live.checked.workspace);
    await users.import(drafts, { present: 'keep' }, { principal: setUp });
  });
}

async function strangers(store: Store, drafts: readonly UserDraft[]): Promise<readonly UserDraft[]> {
  if (drafts.length === 0) return [];
  const there = new Set((await listUsers(store)).map(({ id }) => id));
  return drafts.filter(({ name }) => !there.has(name));
}

async function workspaceUsers({ folder, checked: { workspace } }: LiveWorkspace): Promise<readonly UserDraft[]> {
  const name = workspace.settings.users;
  if (name === undefined) return [];
  try {
    return parseUsers({ name, text: await readFile(join(folder, name), 'utf8') }, workspace.attributes);
  } catch (cause) {
    if (cause instanceof MillraceError) throw cause;
    throw new MillraceError('file_not_found', `The users of the workspace cannot be read: ${messageOf(cause)}`, {
      hint: `Its \`users\` names ${name}.`,
      cause,
    });
  }
}
