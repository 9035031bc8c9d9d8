import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditActionNames, auditActions, auditWords } from './audit-action.ts';

test('every action is a noun and a verb, and its words and summary are sentences', () => {
  for (const name of auditActionNames) {
    assert.match(name, /^[a-z]+\.[a-z]+$/);
    assert.match(auditActions[name].words, /^[a-z][^.]*[^.\s]$/, name);
    assert.match(auditActions[name].summary, /^[A-Z].*\.$/, name);
  }
});

const sentences: readonly [string, string, string, string][] = [
  ['names the object', 'user.change', 'bob', 'Ada changed the user bob'],
  ['goes without one', 'session.begin', 'ada', 'Ada signed in'],
  ['keeps a name that looks like a replacement', 'secret.set', '$&', 'Ada set the secret $&'],
  ['shows an action of another version as it is', 'moon.land', 'x', 'Ada moon.land'],
  ['does not take a name that every object has for an action', 'constructor', 'x', 'Ada constructor'],
];
for (const [title, action, name, sentence] of sentences) {
  test(`in plain words: ${title}`, () =>
    assert.equal(auditWords({ actor: { name: 'Ada' }, action, object: { name } }), sentence));
}
