import { numberDays } from '../../src/main/leave-request.fixture.ts';

/** A small workspace with a workflow that has everything that its pages show: forms, tasks, timers, chains, incidents. */
export const leaveWorkspace = `kind: workspace
name: leave
zone: Asia/Singapore
locale: en-SG
---
kind: role
name: employee
privileges: ["workflow:start", "workflow:send"]
---
kind: role
name: hr
privileges: ["workflow:start", "workflow:send"]
---
kind: chainset
name: hr
roles: [employee, hr]
chains:
${numberDays}
  FindManager:
    output: { managerId: text }
    steps:
      - uses: records
        with: { columns: { managerId: text }, records: [{ managerId: bob }] }
  Notify:
    params: { code: text }
    steps:
      - uses: records
        with: { columns: { code: text }, records: [{ code: "=$code" }] }
      - uses: derive
        with: { compute: { number: code::integer } }
---
kind: workflow
name: leave
label: Leave request
description: Asks for days off; the manager decides.
roles: { start: [employee] }
view: private.managerId = @user.id or 'hr' in @user.roles
data:
  public:
    from: { type: date, label: From, required: true }
    to: { type: date, label: To, required: true }
    reason: { type: text, label: Reason, lines: 3, max: 200 }
    code: { type: text, label: Code }
    comment: { type: text, label: Comment }
  private: { days: integer, managerId: text }
start: submit
initial: draft
states:
  draft:
    on:
      submit:
        to: pending
        input: [from, to, reason, code]
        guard: public.to >= public.from
        onTransition: [{ chain: hr.NumberDays, write: { private: merge } }, { chain: hr.FindManager, write: { private: merge } }]
  pending:
    label: Waiting for the manager
    task: { assignee: =private.managerId, label: Decide about the leave, fourEyes: true, due: 3d }
    after: { 3d: escalate }
    on:
      approve: { to: approved, label: Approve, input: [comment] }
      reject: { to: rejected, label: Reject, input: [comment] }
      ask: { to: with-hr, label: Ask HR }
      amend: { to: pending, label: Amend, roles: [hr], input: [reason] }
      escalate: { to: with-hr, internal: true }
  with-hr:
    label: With HR
    task: { role: hr, label: Look at it }
    on:
      back: { to: pending, label: Give back }
  approved:
    final: true
    onEntry: [{ chain: hr.Notify, with: { code: =public.code }, after: commit, retry: { attempts: 1 } }]
  rejected: { final: true }
`;
