import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './styles/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { reportStarted } from './bridge';
import { followComfyEvents } from './comfyui/comfy-events';
import { followEvents } from './events';
import { openStartupCache } from './startup/startup-cache';
import { loadQueue } from './state/queue/load-queue';
import { followShown } from './state/installation/installation-switch';
import { followHash } from './navigation/location-store';
import { followPreferences } from './state/settings/settings-events';
import { endStart } from './startup/startup-done';
import { keepCompositionAlone } from './hooks/composition';
import { keepFocus } from './hooks/focus-home';
import { nextPaint } from './hooks/next-paint';
import { restoreTheme } from './state/settings/theme';
import { loadTexts } from './texts/texts';

restoreTheme();
keepCompositionAlone();
keepFocus();

/** The page's content policy forbids generated code; zod is told so instead of trying. */
async function loadForms(): Promise<void> {
  const { config } = await import('zod');
  config({ jitless: true });
}

const root = document.getElementById('root');
if (root) {
  const [readRest] = await Promise.all([openStartupCache(), loadTexts()]);
  followHash();
  followShown();
  followEvents();
  followComfyEvents();
  void loadQueue();
  followPreferences();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
  await nextPaint();
  try {
    await readRest();
  } finally {
    // What was put off is loaded now that the rows can be searched; the app behind the window as well, since it holds the process that hands on the keys.
    await nextPaint();
    reportStarted();
    endStart();
  }
  await loadForms();
}
