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
        <MenuItem icon={<Search size={15} />} onSelect={() => openLink(issues)}>
          {t('comfy.problems.searchIssues')}
        </MenuItem>
      )}
      <MenuItem icon={<SearchX size={15} />} onSelect={() => askBisect('pack', name)}>
        {t('bisect.findImport')}
      </MenuItem>
      <MenuItem
        icon={<ScrollText size={15} />}
        onSelect={() => go({ place: 'comfyui', comfyTab: 'log', logPack: name, logKind: 'all', logQuery: '' })}
      >
        {t('comfy.problems.showLog')}
      </MenuItem>
      <MenuItem icon={<Copy size={15} />} onSelect={() => copyText([text, remedy].filter(Boolean).join(' '))}>
        {t('comfy.problems.copyRemedy')}
      </MenuItem>
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
      {uiId !== null && (
        <MenuItem icon={<ScrollText size={15} />} onSelect={() => showLog(uiId)}>
          {t('app.showLog')}
        </MenuItem>
      )}
      <MenuItem
        icon={<Copy size={15} />}
        onSelect={() => copyText(writeFailureDetails({ title, code, message, remedy }))}
      >
        {t('app.copyDetails')}
      </MenuItem>
    </>
  );
}
