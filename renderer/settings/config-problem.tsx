import { CircleX } from 'lucide-react';
import { t } from 'i18next';
import type { ConfigState } from '../../src/contract/settings';
import { Notice } from '../components/feedback/notice';
import { forgetSettings } from '../state/settings/settings-queries';
import { formatSentences } from '../texts/formatting';

/** The file of the installation cannot be used: what counts meanwhile, and what mends it. Nothing while it can. */
export function ConfigProblem({ config: { problem, file } }: { config: ConfigState }) {
  if (problem === null) return null;
  return (
    <div className="mb-4" data-testid="config-problem">
      <Notice
        isAlert
        tone="red"
        icon={<CircleX size={16} />}
        title={t('settings.configProblem.title')}
        text={formatSentences(problem, t('settings.configProblem.text'))}
        remedy={t('settings.configProblem.remedy', { file })}
        details={[problem, file].join('\n')}
        onRetry={forgetSettings}
      />
    </div>
  );
}
