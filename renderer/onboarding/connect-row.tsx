import { Server } from 'lucide-react';
import { t } from 'i18next';
import { Button } from '../components/button';
import { showConnect } from '../navigation/window-store';

/** The way in for whoever has a ComfyUI on another machine. */
export function ConnectRow({ isDisabled }: { isDisabled: boolean }) {
  return (
    <section className="flex items-center gap-3 px-3.5 py-2.5">
      <div className="min-w-0 flex-1">
        <h2 className="font-medium">{t('remote.elsewhere')}</h2>
        <p className="mt-0.5 text-sm text-pretty text-muted">{t('remote.rowText')}</p>
      </div>
      <Button
        data-testid="connect-open"
        className="min-w-46"
        disabled={isDisabled}
        icon={<Server size={15} />}
        onClick={() => showConnect('')}
      >
        {t('remote.connect')}
      </Button>
    </section>
  );
}
