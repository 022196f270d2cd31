import { t } from 'i18next';
import { copyText } from '../../hooks/copy-text';
import { Button } from '../button';

/** The button of a failure that puts everything about it on the clipboard, for a report. */
export function CopyDetails({ details }: { details: string }) {
  return (
    <Button size="small" tone="quiet" onClick={() => copyText(details)}>
      {t('app.copyDetails')}
    </Button>
  );
}
