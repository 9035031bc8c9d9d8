/** A leave request with its chains, for tests of workflows. */

/** The chain that counts the days of a request, as it stands among the chains of a chainset. */
export const numberDays = `
  NumberDays:
    input: { public: "record{from: date, to: date}" }
    output: { days: integer }
    steps:
      - uses: derive
        with: { compute: { days: public.to - public.from + 1 } }
      - uses: select
        with: { fields: [days] }`.slice(1);

/** Roles, chains and the workflow. */
export const leaveRequest = `
kind: workspace
name: leave
---
kind: role
name: employee
privileges: ["workflow:*"]
---
kind: role
name: hr
privileges: ["workflow:*"]
---
kind: connection
name: mail
type: smtp
url: file
---
kind: chainset
name: hr
chains:
${numberDays}
  Enrich:
    params: { employeeId: text, from: date }
    output: { balance: number, managerId: text, headId: text }
    steps:
      - uses: records
        with: { records: [{ managerId: mia, headId: hanna, balance: "10" }] }
      - uses: filter
        with: { where: "$from < date '2030-01-01'" }
      - uses: derive
        with: { compute: { balance: "balance::number" } }
      - uses: select
        with: { fields: [balance, managerId, headId] }
  MayApprove:
    input: { private: "record{balance: number, days: integer}" }
    output: { allow: boolean, reason: text }
    steps:
      - uses: derive
        with: { compute: { allow: private.balance >= private.days, reason: "'not enough days left'" } }
      - uses: select
        with: { fields: [allow, reason] }
  Notify:
    params: { to: text, what: text }
    steps:
      - uses: records
        with: { records: [{ one: 1 }] }
      - uses: email.send
        with: { connection: mail, from: hr@example.com, to: "\${$to}@example.com", subject: "\${$what}", body: Hello }
---
kind: workflow
name: leave-request
roles: { start: [employee] }
view: private.managerId = @user.id or 'hr' in @user.roles
data:
  public:
    from: { type: date, required: true }
    to: { type: date, required: true }
    reason: { type: text }
    comment: { type: text }
  private: { balance: number, days: integer, managerId: text, headId: text }
start: submit
initial: draft
states:
  draft:
    on:
      submit:
        to: pending
        input: [from, to, reason]
        guard: public.to >= public.from
        onTransition: [{ chain: hr.NumberDays, write: { private: merge } }]
  pending:
    onEntry:
      - chain: hr.Enrich
        with: { employeeId: "=instance.startedBy", from: =public.from }
        write: { private: merge }
        onError: { failed: needs-hr }
    task: { assignee: =private.managerId, else: { role: hr }, fourEyes: true, due: 3d }
    after: { 3d: escalate }
    on:
      approve: { to: approved, input: [comment], guard: { chain: hr.MayApprove } }
      reject: { to: rejected, input: [comment] }
      escalate: { to: pending, internal: true, reassign: =private.headId }
  needs-hr:
    task: { role: hr }
    on: { retry: { to: pending } }
  approved: { final: true, onEntry: [{ chain: hr.Notify, with: { to: =instance.startedBy, what: approved }, after: commit }] }
  rejected: { final: true, onEntry: [{ chain: hr.Notify, with: { to: =instance.startedBy, what: rejected }, after: commit }] }
`;

/** Those who take part, with their roles. */
export const leavePeople = {
  ada: ['employee'],
  mia: ['employee'],
  hanna: ['employee'],
  holger: ['hr'],
  eve: ['employee'],
} as const;
