import { Copy, ScrollText, Search, SearchX } from 'lucide-react';
import { t } from 'i18next';
import { copyText } from '../hooks/copy-text';
import { MenuItem, MenuLine } from '../components/menu';
import { searchIssues } from '../navigation/issue-links';
import { go } from '../navigation/location-store';
import { askBisect } from '../navigation/window-store';
import { usePackProblem } from '../state/comfyui/pack-problem';
import type { PackActivity } from '../state/packs/pack-activity';
import type { PackRecord } from '../state/packs/pack-record';
import { knowKind } from '../../src/contract/text/task-words';
import { openLink } from '../state/queue/actions';
import { describeProblem } from '../texts/core-sentences';
import { writeFailureDetails } from '../texts/failure-details';
import { usePackCommands } from './pack-commands';

/** What else helps with a pack that did not load: what others wrote, a search by starts, its lines of the log, and the words to hand on. */
export function ProblemItems({ record }: { record: PackRecord }) {
  const problem = usePackProblem(record);
  if (problem === undefined) return null;
  const { name } = problem;
  const issues = searchIssues(record, problem.msg.split('\n', 1)[0] ?? '');
  const { text, remedy } = describeProblem(problem, record.title);
  return (
    <>
      <MenuLine />
      {issues !== null && (
        <MenuItem icon={Search} onSelect={() => openLink(issues)} label={t('comfy.problems.searchIssues')} />
      )}
      <MenuItem icon={SearchX} onSelect={() => askBisect('pack', name)} label={t('bisect.findImport')} />
      <MenuItem
        icon={ScrollText}
        onSelect={() => go({ place: 'comfyui', comfyTab: 'log', logPack: name, logKind: 'all', logQuery: '' })}
        label={t('comfy.problems.showLog')}
      />
      <MenuItem
        icon={Copy}
        onSelect={() => copyText([text, remedy].filter(Boolean).join(' '))}
        label={t('comfy.problems.copyRemedy')}
      />
    </>
  );
}

interface FailureItemsProps {
  record: PackRecord;
  failure: Extract<PackActivity, { phase: 'failed' }>;
}

/** What its last task wrote before it failed, to read and to hand on. */
export function FailureItems({ record, failure: { uiId, kind, error } }: FailureItemsProps) {
  const { showLog } = usePackCommands();
  const title = t(`task.failure.${knowKind(kind)}`, { name: record.title });
  const { code, error: message, remedy } = error;
  return (
    <>
      {uiId !== null && <MenuItem icon={ScrollText} onSelect={() => showLog(uiId)} label={t('app.showLog')} />}
      <MenuItem
        icon={Copy}
        onSelect={() => copyText(writeFailureDetails({ title, code, message, remedy }))}
        label={t('app.copyDetails')}
      />
    </>
  );
}
