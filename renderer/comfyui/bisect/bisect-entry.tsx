import { Search } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../../components/button';
import { askBisect } from '../../navigation/window-store';
import { Panel, PanelRow } from '../panel';

/** The way to a search, for whoever sees that something is wrong while ComfyUI itself says nothing. */
export function BisectEntry() {
  return (
    <Panel title={t('bisect.entry.title')}>
      <PanelRow label={t('bisect.entry.text')}>
        <Button size="small" data-testid="bisect-entry" icon={<Search size={13} />} onClick={() => askBisect('web-ui')}>
          {t('bisect.find')}
        </Button>
      </PanelRow>
    </Panel>
  );
}
