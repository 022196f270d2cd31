import { CircleAlert } from 'lucide-react';
import { t } from 'i18next';
import { Notice } from '../components/feedback/notice';
import type { ModelFinding } from './model-record';

function describeFinding(finding: ModelFinding): { title: string; text: string; remedy: string } {
  const place = finding.kind === 'duplicate' ? finding.path : finding.kind === 'misplaced' ? finding.targetDir : '';
  return {
    title: t(`models.findings.${finding.kind}`),
    text: t(`models.findingTexts.${finding.kind}`, { place }),
    remedy: t(`models.findingRemedies.${finding.kind}`),
  };
}

function Finding({ finding }: { finding: ModelFinding }) {
  const { title, text, remedy } = describeFinding(finding);
  return (
    <li className="mb-2">
      <Notice tone="amber" icon={<CircleAlert size={16} />} title={title} text={text} remedy={remedy} />
    </li>
  );
}

/** What is odd about a model on disk, why, and what to do. */
export function FindingList({ findings }: { findings: readonly ModelFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className="px-4 pt-2">
      {findings.map((finding, index) => (
        <Finding key={index} finding={finding} />
      ))}
    </ul>
  );
}
