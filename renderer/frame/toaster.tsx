import { TriangleAlert } from 'lucide-react';
import { Toaster } from 'sonner';
import { useTheme } from '../state/settings/theme';

const icons = { warning: <TriangleAlert aria-hidden size={16} className="text-amber-text" /> };

/** Where good news appear, and what they warn of, in the colours of the window. */
export function News() {
  const theme = useTheme((state) => state.theme);
  return (
    <Toaster
      theme={theme}
      position="bottom-right"
      offset={16}
      gap={8}
      icons={icons}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-[356px] items-start gap-2.5 rounded-panel border border-border-strong bg-raised px-3.5 py-3 font-sans text-base text-text shadow-float',
          title: 'font-medium',
          description: 'text-muted!',
          icon: 'mt-0.5 shrink-0 text-green-text',
          content: 'min-w-0 flex-1',
        },
      }}
    />
  );
}
