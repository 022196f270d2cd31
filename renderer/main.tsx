import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './styles/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app';
import { followComfyEvents } from './state/comfy-events';
import { followEvents, loadQueue } from './state/events';
import { openFirstLook } from './state/first-look';
import { followShown } from './state/installation-switch';
import { followHash } from './state/location-store';
import { followPreferences } from './state/settings-events';
import { endStart } from './state/start-over';
import { restoreTheme } from './state/theme';
import { loadTexts } from './texts/texts';

// The page's content policy forbids generated code; zod is told so instead of trying.
z.config({ jitless: true });
restoreTheme();

/** Acts when the next frame is on the screen. */
function afterPaint(act: () => void): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = act;
    port2.postMessage(null);
  });
}

const root = document.getElementById('root');
if (root) {
  const [readRest] = await Promise.all([openFirstLook(), loadTexts()]);
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
  afterPaint(() => void readRest().finally(endStart));
}
