import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { describe, test } from 'node:test';
import { systemClock } from '../../core/clock.ts';
import { newId } from '../../core/ids.ts';
import { chainText, runText } from '../../main/run-text.fixture.ts';
import { openTestStore } from '../../store/test-store.ts';

describe('the time limit of a step', () => {
  test('ends one that does not stop by itself, and a try around it goes on', async (t) => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    t.after(() => {
      silent.close();
      for (const socket of sockets) socket.destroy();
    });
    const sending = `[{ uses: email.send, timeout: 100ms, with: { connection: mail, to: a@example.com, subject: s, body: b } }]`;
    const text = `${chainText(`- uses: records
  with: { records: [{ n: 1 }] }
- uses: try
  with:
    steps: ${sending}
    catch: [{ uses: derive, with: { compute: { code: error.code } } }, { uses: filter, with: { where: "code = 'timeout'" } }, { uses: select, with: { fields: [n] } }]
`)}---\nkind: connection\nname: mail\ntype: smtp\nurl: smtp://127.0.0.1:${(silent.address() as AddressInfo).port}\ntimeout: 1h\n`;
    const store = await openTestStore(t, systemClock);
    const { end, records } = await runText(t, text, { machine: { store }, request: { id: newId() }, timeout: 10_000 });
    assert.deepEqual([end.outcome, records], ['ok', [{ n: 1 }]], end.problem?.message);
  });

  test('is no matter to one that is done', async (t) => {
    const text = chainText('- uses: records\n  timeout: 20s\n  with: { generate: 3 }\n');
    assert.equal((await runText(t, text)).end.outcome, 'ok');
  });
});
