import { useState } from 'react';
import { t } from 'i18next';
import { Button } from '../../components/button';
import { ForecastView } from '../../components/forecast/forecast-view';
import { ReleaseNotes } from '../../components/feedback/release-notes';
import { go } from '../../navigation/location-store';
import { showPack } from '../../navigation/show-pack';
import { closeReview } from '../../navigation/window-store';
import { useForecast } from '../../state/comfyui/forecast';
import { describeVersion } from '../../texts/version-name';
import { formatDate } from '../../texts/formatting';
import type { ComfyTarget } from './comfy-target';
import { Line } from './update-review-row';

const needsWords = { true: 'otherNeeds', false: 'sameNeeds', null: 'anyNeeds' } as const;

interface ComfyReviewRowProps extends ComfyTarget {
  isChecked: boolean;
  onToggle: () => void;
}

/** Which packs the update would break, before it is ordered. */
function PacksAfter({ to }: { to: string }) {
  const { query, ...acts } = useForecast(to);
  const leave = (where: () => void): void => {
    closeReview();
    where();
  };
  const hasBreaks = query.data?.packs.some(({ breaks, clash }) => breaks.length > 0 || clash !== null) === true;
  return (
    <div className="border-t border-border bg-panel px-3 py-2 pl-10">
      <ForecastView query={query} acts={{ ...acts, open: (key) => leave(() => showPack({ key })) }} />
      {hasBreaks && (
        <Button
          size="small"
          tone="quiet"
          className="mt-1.5 -ml-2.5"
          onClick={() => leave(() => go({ place: 'comfyui', comfyTab: 'versions' }))}
        >
          {t('forecast.other')}
        </Button>
      )}
    </div>
  );
}

/** ComfyUI itself, when something newer of it is known. */
export function ComfyReviewRow({ isChecked, onToggle, ...target }: ComfyReviewRowProps) {
  const { from, to, steps, requirementsChanged, isStepBack } = target;
  // Whoever came for ComfyUI sees at once what comes with it.
  const [isOpen, setOpen] = useState(isChecked);
  const name = t('review.comfyui');
  const newest = steps.find(({ version }) => version === to);
  return (
    <li data-testid="review-comfyui" className="border-b border-border last:border-0">
      <Line {...{ to, name, isChecked, onToggle, isOpen }} from={describeVersion(from)} onOpen={() => setOpen(!isOpen)}>
        {!isStepBack && newest !== undefined && (
          <span className="text-faint">{formatDate(Date.parse(newest.date))}</span>
        )}
        {isStepBack && (
          <span
            data-testid="review-step-back"
            title={t('review.stepBack', { version: to })}
            className="text-amber-text"
          >
            {t('review.stepBack', { version: to })}
          </span>
        )}
      </Line>
      {(isChecked || isOpen) && <PacksAfter to={to} />}
      {isOpen && (
        <div data-testid="review-changes" className="border-t border-border bg-panel px-3 py-2 pl-10">
          <p className="text-sm text-soft">{t(`comfy.versionDialog.needs.${needsWords[`${requirementsChanged}`]}`)}</p>
          {steps.map((step) => (
            <div key={step.version} className="pt-1.5">
              <p className="flex items-baseline gap-2">
                <span className="font-mono text-xs">{step.version}</span>
                <span className="text-sm text-faint">{formatDate(Date.parse(step.date))}</span>
              </p>
              <ReleaseNotes notes={step.notes} />
            </div>
          ))}
        </div>
      )}
    </li>
  );
}
