import { Braces, CircleCheck, CircleX } from 'lucide-react';
import type { ReactNode } from 'react';
import { t } from 'i18next';
import { subjectIcons } from '../../components/changes/subject-groups';
import type { RestartChange, RestartOutcome } from '../../../src/contract/comfyui/restart';
import { nameChange, versionsOf, wordChange } from '../../state/comfyui/restart';
import { usePacks } from '../../state/packs/use-packs';
import { formatSentence } from '../../texts/core-sentences';

const icons = { ...subjectIcons, variables: <Braces size={14} /> };

const outcomeIcons: Partial<Record<RestartOutcome['outcome'], ReactNode>> = {
  loaded: <CircleCheck size={14} className="text-green-text" />,
  failed: <CircleX size={14} className="text-red-text" />,
};

const isOutcome = (change: RestartChange | RestartOutcome): change is RestartOutcome => 'outcome' in change;

/** What happened to it on disk, or what became of it at the start. */
function describeChange(change: RestartChange | RestartOutcome): string {
  if (isOutcome(change) && change.subject === 'pack') return t(`restart.outcomes.${change.outcome}`);
  return t(`restart.actions.${wordChange(change)}`);
}

function Row({ change }: { change: RestartChange | RestartOutcome }) {
  const { findByName } = usePacks().packIndex;
  const name = nameChange(change, findByName);
  const icon = isOutcome(change) && change.subject === 'pack' ? outcomeIcons[change.outcome] : undefined;
  return (
    <li data-testid="restart-change" data-name={change.name} className="flex items-start gap-2 px-2 py-1.5">
      <span aria-hidden className="mt-[3px] shrink-0 text-faint">
        {icon ?? icons[change.subject]}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block break-words">{name}</span>
        {isOutcome(change) && change.reason !== null && (
          <span className="block text-sm break-words text-muted selectable">{formatSentence(change.reason)}</span>
        )}
      </span>
      <span className="max-w-[60%] shrink-0 text-right text-sm leading-5 text-muted">
        {describeChange(change)}
        <span className="ml-1.5 font-mono text-xs break-all text-soft">{versionsOf(change).join(' → ')}</span>
      </span>
    </li>
  );
}

/** What a restart brings, or what the last one brought: one line for each pack, ComfyUI and Python packages. */
export function RestartList({ changes }: { changes: readonly (RestartChange | RestartOutcome)[] }) {
  return (
    <ul>
      {changes.map((change) => (
        <Row key={`${change.subject} ${change.name}`} change={change} />
      ))}
    </ul>
  );
}
