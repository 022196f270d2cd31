import { LifeBuoy } from 'lucide-react';
import { t } from 'i18next';
import type { RecoveredThing } from '../../src/contract/changes';
import { Button } from '../components/button';
import { go } from '../navigation/location-store';
import { useInstallation } from '../state/installation/installation-queries';
import { useTaskWords } from '../state/packs/task-words';
import { markRecoverySeen } from '../state/queue/home-seen';
import { AttentionRow } from './attention-row';

interface RecoveredItemProps {
  things: readonly RecoveredThing[];
  atMs: number;
}

/** What was finished, taken back or repaired after the app had ended in the middle of work, with the log, until the person puts it away. */
export function RecoveredItem({ things, atMs }: RecoveredItemProps) {
  const wordTask = useTaskWords();
  const folder = useInstallation().data?.installation?.rootDir ?? '';
  const sentences = things.map((thing) =>
    thing.what === 'repaired'
      ? t('home.recovered.repaired')
      : t(`home.recovered.${thing.what}`, { what: wordTask(thing) }),
  );
  const logged = things.find(({ ui_id }) => ui_id !== null)?.ui_id ?? null;
  return (
    <AttentionRow
      kind="recovered"
      tone="accent"
      icon={<LifeBuoy size={16} />}
      title={t('home.recovered.title')}
      text={[...new Set(sentences)].join(' · ')}
    >
      <Button size="small" onClick={() => go({ place: 'activity', taskId: logged })}>
        {logged === null ? t('home.failed.show') : t('app.showLog')}
      </Button>
      <Button size="small" tone="quiet" data-testid="recovered-dismiss" onClick={() => markRecoverySeen(folder, atMs)}>
        {t('app.dismiss')}
      </Button>
    </AttentionRow>
  );
}
