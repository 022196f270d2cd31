import { TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { t } from 'i18next';
import { Toaster } from 'sonner';
import { useBroken } from './connection-bar';
import { useTheme } from '../state/settings/theme';

const icons = { warning: <TriangleAlert aria-hidden size={16} className="text-amber-text" /> };

const front = '[data-sonner-toast][data-front="true"]';

/** Alt and T lead to the button of the newest news, or to the news; escape leads back. The library's own key would keep all of them from going again. */
function followKeys(event: KeyboardEvent): void {
  if (event.altKey && event.code === 'KeyT') {
    const target = document.querySelector<HTMLElement>(`${front} button`) ?? document.querySelector<HTMLElement>(front);
    target?.focus();
  } else if (event.key === 'Escape') {
    const focused = document.activeElement;
    if (focused instanceof HTMLElement && focused.closest('[data-sonner-toaster]') !== null) focused.blur();
  }
}

const noKeys: string[] = [];

/** From the lower edge, where no news covers the bar of a broken connection. */
const aboveBar = { bottom: 96, right: 16 };

/** Where good news appear, and what they warn of, in the colours of the window. */
export function News() {
  const theme = useTheme((state) => state.theme);
  const isBroken = useBroken() !== null;
  useEffect(() => {
    document.addEventListener('keydown', followKeys);
    return () => document.removeEventListener('keydown', followKeys);
  }, []);
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      hotkey={noKeys}
      customAriaLabel={t('app.news')}
      offset={isBroken ? aboveBar : 16}
      gap={8}
      icons={icons}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-[400px] flex-wrap items-center gap-x-2.5 gap-y-2 rounded-panel border border-border-strong bg-raised px-3.5 py-3 font-sans text-base text-text shadow-float',
          title: 'font-medium',
          description: 'text-muted!',
          icon: 'shrink-0 text-green-text',
          // Words that would be squeezed beside their buttons have these below them.
          content: 'min-w-0 flex-[1_1_220px]',
        },
      }}
    />
  );
}
