import {
  IconCalendarTime,
  IconHash,
  IconLink,
  IconLogout,
  IconMoonStars,
  IconPlayerPlay,
  type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import { chainsetsQuery, jobsQuery } from '../api/queries.ts';
import { useBoardFindings } from '../dashboards/board-findings.ts';
import { useEndpointFindings } from '../endpoints/endpoint-findings.ts';
import { placeOfChain } from '../runs/chain-name.tsx';
import { useTriggerJob } from '../runs/start-run.ts';
import { useWorkflowFindings } from '../workflows/workflow-findings.ts';
import { fit } from './fit.ts';
import { useSchemeSwitch, useSignOut } from './top-bar.tsx';
import { useNouns } from './use-nouns.ts';

/** Something that can be found by name. */
export interface Finding {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly icon: Icon;
  open(): void;
}

/** Everything that can be found; `text` may be the id of a run. */
export function useFindings(text: string): readonly Finding[] {
  const navigate = useNavigate();
  const chains = useQuery(chainsetsQuery).data?.chainsets.flatMap((chainset) => chainset.chains) ?? [];
  const jobs = useQuery(jobsQuery).data?.jobs ?? [];
  const workflows = useWorkflowFindings();
  const boards = useBoardFindings();
  const endpoints = useEndpointFindings();
  const nouns = useNouns();
  const trigger = useTriggerJob();
  const { turn } = useSchemeSwitch();
  const signOut = useSignOut();
  const go = (to: string) => () => void navigate(to);
  const id = /^\s*([0-9a-f]{8}-[0-9a-f-]{27})\s*$/i.exec(text)?.[1];
  return [
    ...(id === undefined ? [] : [{ key: id, name: `Run ${id}`, kind: 'Run', icon: IconHash, open: go(`/runs/${id}`) }]),
    ...nouns.map(({ name, to, icon }) => ({ key: to, name, kind: 'Page', icon, open: go(to) })),
    ...jobs.map(({ name }) => ({
      key: `job ${name}`,
      name,
      kind: 'Job',
      icon: IconCalendarTime,
      open: go(`/jobs/${name}`),
    })),
    ...chains.map(({ name }) => ({
      key: `chain ${name}`,
      name,
      kind: 'Chain',
      icon: IconLink,
      open: go(placeOfChain(name).to),
    })),
    ...[...workflows, ...boards, ...endpoints].map(({ to, ...finding }) => ({ ...finding, open: go(to) })),
    ...jobs
      .filter(({ runnable }) => runnable)
      .map(({ name }) => ({
        key: `run ${name}`,
        name: `Run ${name} now`,
        kind: 'Action',
        icon: IconPlayerPlay,
        open: () => trigger.mutate(name),
      })),
    { key: 'scheme', name: 'Switch between light and dark', kind: 'Action', icon: IconMoonStars, open: turn },
    { key: 'sign out', name: 'Sign out', kind: 'Action', icon: IconLogout, open: () => void signOut() },
  ];
}

/** What fits, the best first; of equals the order stays. Pure. */
export function rank(findings: readonly Finding[], text: string): readonly Finding[] {
  return findings
    .map((finding) => ({ finding, fit: fit(finding.name, text) }))
    .filter((one): one is { finding: Finding; fit: number } => one.fit !== undefined)
    .toSorted((a, b) => a.fit - b.fit)
    .map(({ finding }) => finding);
}
