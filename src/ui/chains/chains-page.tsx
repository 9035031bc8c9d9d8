import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { chainsetsQuery } from '../api/queries.ts';
import { Count } from '../format/locale.tsx';
import table from '../look/table.module.css';
import { placeOfChain } from '../runs/chain-name.tsx';
import { Page, Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { ChainStanding } from './chain-standing.tsx';
import classes from './chains.module.css';
import { ProblemList } from './problem-list.tsx';

type Chainset = Schemas['Chainset'];

/** All chains by chainset. */
export function ChainsPage() {
  const query = useQuery(chainsetsQuery);
  const [search, setSearch] = useSearchParams();
  const text = search.get('find') ?? '';
  return (
    <Page title="Chains">
      <div className={classes.find}>
        <TextInput
          aria-label="Find a chain"
          placeholder="Find a chain by name or description"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={text}
          onChange={({ currentTarget: { value } }) => setSearch(value === '' ? {} : { find: value }, { replace: true })}
        />
      </div>
      <Answer query={query} rows={8}>
        {({ chainsets }) => (chainsets.length === 0 ? <NoChains /> : <Chainsets chainsets={chainsets} text={text} />)}
      </Answer>
    </Page>
  );
}

function NoChains() {
  return (
    <Panel>
      <Empty title="No chains yet.">
        A chain is a list of steps over records. Write one into a file of the workspace, under `kind: chainset`;
        `millrace init` makes a small workspace to start from.
      </Empty>
    </Panel>
  );
}

function matches({ name, description = '', group = '' }: Schemas['ChainSummary'], text: string): boolean {
  return `${name} ${description} ${group}`.toLowerCase().includes(text.trim().toLowerCase());
}

function Chainsets({ chainsets, text }: { readonly chainsets: readonly Chainset[]; readonly text: string }) {
  const shown = chainsets
    .map((chainset) => ({ ...chainset, chains: chainset.chains.filter((chain) => matches(chain, text)) }))
    .filter(({ chains, problems }) => chains.length > 0 || (text === '' && problems.length > 0));
  if (shown.length === 0) {
    return (
      <Panel>
        <Empty
          title={`No chain is called anything like “${text}”.`}
          action={<Link to="/chains">Show all chains</Link>}
        />
      </Panel>
    );
  }
  return (
    <div className={classes.sets}>
      {shown.map((chainset) => (
        <ChainsetPanel key={chainset.name} chainset={chainset} />
      ))}
    </div>
  );
}

function ChainsetPanel({ chainset }: { readonly chainset: Chainset }) {
  const { name, description, chains, problems, file } = chainset;
  const unreadable = problems.filter(({ severity }) => severity === 'error');
  const told = chains.some(({ errors }) => errors > 0);
  return (
    <Panel title={name} aside={description ?? file}>
      {!told && unreadable.length > 0 && <ProblemList problems={unreadable} />}
      <div className={table.scroll}>
        <table className={table.table} aria-label={`Chains of ${name}`}>
          <thead>
            <tr>
              <th className={classes.chainColumn}>Chain</th>
              <th className={table.notSmall}>Changes outside</th>
              <th className={`${table.notSmall} ${classes.jobsColumn}`}>Jobs</th>
              <th className={`${table.right} ${table.notSmall}`}>Steps</th>
              <th className={classes.stateColumn}>State</th>
            </tr>
          </thead>
          <tbody>
            {chains.map((chain) => (
              <ChainRow key={chain.name} chain={chain} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function ChainRow({ chain }: { readonly chain: Schemas['ChainSummary'] }) {
  const short = chain.name.slice(chain.chainset.length + 1);
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={placeOfChain(chain.name).to}>
          {short}
        </Link>
        {chain.description !== undefined && <span className={table.second}>{chain.description}</span>}
      </td>
      <td className={`${table.notSmall} soft`}>
        {chain.effects.length === 0 ? 'nothing' : chain.effects.map(({ description }) => description).join('; ')}
      </td>
      <td className={`${table.notSmall} ${table.above}`}>
        {chain.jobs.map((job) => (
          <Link key={job} to={`/jobs/${job}`} className={classes.jobLink}>
            {job}
          </Link>
        ))}
      </td>
      <td className={`${table.right} ${table.notSmall}`}>
        <Count value={chain.steps} />
      </td>
      <td className={table.tight}>
        <ChainStanding chain={chain} />
      </td>
    </tr>
  );
}
