import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './styles/app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { App } from './app';
import { followComfyEvents } from './state/comfy-events';
import { followEvents, loadQueue } from './state/events';
import { followHash } from './state/location-store';
import { restoreTheme } from './state/theme';
import { loadTexts } from './texts/texts';

// The page's content policy forbids generated code; zod is told so instead of trying.
z.config({ jitless: true });
restoreTheme();

const root = document.getElementById('root');
if (root) {
  await loadTexts();
  followHash();
  followEvents();
  followComfyEvents();
  void loadQueue();
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
