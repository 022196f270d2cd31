import { CircleCheck, TriangleAlert } from 'lucide-react';
import { t } from 'i18next';
import type { ComfyStatus } from '../../../src/contract/comfyui/comfyui-status';
import type { ImportTime } from '../../../src/contract/comfyui/imports';
import { FailureNotice } from '../../components/feedback/failure-notice';
import { useImportProblems } from '../../state/comfyui/comfy-queries';
import { useActivities, usePacks, usePackTitle } from '../../state/packs/use-packs';
import { formatCount, formatSeconds, lastSegment } from '../../texts/formatting';
import { Fold } from '../../components/fold';
import { ImportProblem } from './import-problem';
import { Panel } from '../panel';

/** Packs that did not load at the last start, each with its cause and remedy. */
export function ImportProblems() {
  const { data, error, refetch } = useImportProblems();
  const { packIndex } = usePacks();
  const activities = useActivities(packIndex);
  if (error) {
    return (
      <div className="mb-4">
        <FailureNotice title={t('comfy.problems.failedTitle')} error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!data || data.length === 0) return null;
  return (
    <Panel
      testId="import-problems"
      icon={<TriangleAlert size={16} />}
      title={t('comfy.problems.title')}
      text={t('comfy.problems.restartHint')}
      facts={formatCount(data.length)}
    >
      <ul>
        {data.map((problem) => (
          <ImportProblem
            key={problem.name}
            problem={problem}
            activity={activities.get(packIndex.findByName(problem.name)?.key ?? '')}
            findPack={packIndex.findByName}
          />
        ))}
      </ul>
    </Panel>
  );
}

function TimeRow({ item, slowest }: { item: ImportTime; slowest: number }) {
  const titleOf = usePackTitle();
  const title = titleOf(lastSegment(item.path));
  return (
    <tr className="border-t border-border">
      <td title={item.path} className="max-w-0 truncate py-1.5 pr-3 pl-3.5">
        {title}
        {item.hasFailed && <span className="ml-2 text-sm text-red-text">{t('comfy.times.failed')}</span>}
      </td>
      <td aria-hidden className="w-[30%] pr-3">
        <span
          className="block h-1.5 min-w-px rounded-full bg-accent-border"
          style={{ width: `${slowest > 0 ? (item.seconds / slowest) * 100 : 0}%` }}
        />
      </td>
      <td className="w-24 pr-3.5 text-right text-soft tabular">{formatSeconds(item.seconds)}</td>
    </tr>
  );
}

type LastStart = Pick<ComfyStatus, 'imports' | 'lean' | 'state'>;

/** That nothing failed at the last start: of all packs, or of those that were chosen for it. */
function AllLoaded({ imports, lean, state }: LastStart) {
  const count = imports.length;
  const of = state === 'running' && lean !== null ? lean.of : null;
  const [title, text] =
    of === null
      ? [t('comfy.problems.none'), t('comfy.problems.noneText', { count })]
      : [
          t('comfy.problems.noneLean'),
          t('comfy.problems.noneLeanText', { count, shown: formatCount(count), of: formatCount(of) }),
        ];
  return <Panel icon={<CircleCheck size={16} className="text-green-text" />} title={title} text={text} />;
}

/** How long each pack took at the last start, the slowest first. */
export function ImportTimes({ imports, lean, state }: LastStart) {
  if (imports.length === 0) return null;
  const total = imports.reduce((sum, { seconds }) => sum + seconds, 0);
  const hasFailed = imports.some((item) => item.hasFailed);
  return (
    <>
      {!hasFailed && <AllLoaded {...{ imports, lean, state }} />}
      <Fold
        label={t('comfy.times.title')}
        facts={t('comfy.times.total', { total: formatSeconds(total) })}
        className="mb-4"
      >
        <div className="mt-1.5 overflow-hidden rounded-panel border border-border bg-raised">
          <table className="w-full border-collapse">
            <thead className="text-left text-sm text-muted">
              <tr>
                <th scope="col" className="py-1.5 pl-3.5 font-normal">
                  {t('comfy.times.pack')}
                </th>
                <td aria-hidden />
                <th scope="col" className="py-1.5 pr-3.5 text-right font-normal">
                  {t('comfy.times.seconds')}
                </th>
              </tr>
            </thead>
            <tbody>
              {imports.map((item) => (
                <TimeRow key={item.path} item={item} slowest={imports[0]?.seconds ?? 0} />
              ))}
            </tbody>
          </table>
        </div>
      </Fold>
    </>
  );
}
