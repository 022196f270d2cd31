import { Search } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button';
import { askBisect } from '../../navigation/window-store';
import { Panel, PanelRow } from '../panel';

/** The way to a search, for whoever sees that something is wrong while ComfyUI itself says nothing. */
export function BisectEntry() {
  const { t } = useTranslation();
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
