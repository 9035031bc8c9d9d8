import { useNavigate, useSearchParams } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { notify } from '../shell/notices.tsx';
import { sentence } from './sentence.ts';

type Instance = Schemas['Instance'];

/** What follows an event that was applied: a word about it, and the way back for those who came from the inbox. */
export function useSent(instance: Instance): (event: Schemas['PossibleEvent']) => void {
  const navigate = useNavigate();
  const [search] = useSearchParams();
  return ({ name, label = name }) => {
    const about = `${instance.workflowLabel ?? instance.workflow} of ${instance.startedBy.name}`;
    notify({ title: `${sentence(label)}: done`, message: about, tone: 'neutral' });
    if (search.get('from') === 'inbox') void navigate('/inbox');
  };
}
