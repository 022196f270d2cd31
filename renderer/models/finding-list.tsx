import { CircleAlert } from 'lucide-react';
import { t } from 'i18next';
import { Notice } from '../components/feedback/notice';
import type { LocalModel } from '../../src/contract/models';
import { Button } from '../components/button';
import type { ModelFinding } from './model-record';
import type { Arranging } from './arrange/use-arranging';

function describeFinding(finding: ModelFinding): { title: string; text: string; remedy: string } {
  const place = finding.kind === 'duplicate' ? finding.path : finding.kind === 'misplaced' ? finding.targetDir : '';
  return {
    title: t(`models.findings.${finding.kind}`),
    text: t(`models.findingTexts.${finding.kind}`, { place }),
    remedy: t(`models.findingRemedies.${finding.kind}`),
  };
}

interface FindingListProps {
  file: LocalModel | null;
  findings: readonly ModelFinding[];
  arranging: Arranging;
}

/** What this app itself can do about a finding. */
function Cure({ finding, file, arranging }: Omit<FindingListProps, 'findings'> & { finding: ModelFinding }) {
  if (finding.kind === 'duplicate')
    return (
      <Button size="small" data-testid="finding-duplicates" onClick={arranging.showDuplicates}>
        {t('models.duplicates.open')}
      </Button>
    );
  if (finding.kind !== 'misplaced' || file === null) return null;
  return (
    <Button size="small" data-testid="finding-move" onClick={() => arranging.move([file], finding.targetDir)}>
      {t('models.move.open')}
    </Button>
  );
}

function Finding({ finding, ...rest }: Omit<FindingListProps, 'findings'> & { finding: ModelFinding }) {
  const { title, text, remedy } = describeFinding(finding);
  const hasCure = finding.kind === 'duplicate' || finding.kind === 'misplaced';
  return (
    <li className="mb-2">
      <Notice tone="amber" icon={<CircleAlert size={16} />} title={title} text={text} remedy={remedy}>
        {hasCure && <Cure finding={finding} {...rest} />}
      </Notice>
    </li>
  );
}

/** What is odd about a model on disk, why, and what to do. */
export function FindingList({ findings, ...rest }: FindingListProps) {
  if (findings.length === 0) return null;
  return (
    <ul className="px-4 pt-2">
      {findings.map((finding, index) => (
        <Finding key={index} finding={finding} {...rest} />
      ))}
    </ul>
  );
}
