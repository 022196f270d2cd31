// Loaded by the benchmark into Electron's main process (electron -r): writes down when the steps of a start happened.
// A line of CMD_START_PROBE_FILE is a JSON array: name of the step, time in ms since 1970. What the page sees comes from bench-start-probe-page.cjs.
const { appendFileSync } = require('node:fs');
const { join } = require('node:path');

const file = process.env.CMD_START_PROBE_FILE;
const word = process.env.CMD_START_PROBE_WORD ?? '';
// In the run before, the person goes to the packs.
const goesToPacks = process.env.CMD_START_PROBE_GOES === '1';
// How long a hidden window keeps its page in place of five minutes; then signals hide and show it.
const hiddenMs = Number(process.env.CMD_START_PROBE_HIDDEN_MS ?? 0);

function now() {
  return performance.timeOrigin + performance.now();
}

function mark(step, atMs = now()) {
  appendFileSync(file, `${JSON.stringify([step, atMs])}\n`);
}

/** Real key events, as the system would send them: the shortcut of the search, then the word. */
function type(contents, text) {
  contents.focus();
  for (const keyCode of text) {
    contents.sendInputEvent({ type: 'keyDown', keyCode });
    contents.sendInputEvent({ type: 'char', keyCode });
    contents.sendInputEvent({ type: 'keyUp', keyCode });
  }
}

const goToPacks = `document.querySelector('[data-testid="place-packs"]').click()`;

/** In the tray a window keeps its page for minutes, which nobody waits for here. */
function shortenHiddenTime(fromMs, toMs) {
  const plain = globalThis.setTimeout;
  globalThis.setTimeout = (act, afterMs, ...given) => plain(act, afterMs === fromMs ? toMs : afterMs, ...given);
}

/** Puts the window away and shows it again, as a person does by the tray. A signal can come twice. */
function followSignals(window) {
  process.on('SIGUSR2', () => window.hide());
  process.on('SIGWINCH', () => {
    if (window.isVisible()) return;
    mark('shown again');
    window.show();
  });
}

function watchWindow(window) {
  if (hiddenMs > 0) followSignals(window);
  mark('window made');
  window.once('show', () => mark('shown'));
  // Windows that are visible from the beginning tell of no show.
  if (window.isVisible()) mark('shown');
  const contents = window.webContents;
  contents.once('dom-ready', () => mark('dom ready'));
  contents.once('did-finish-load', () => mark('page loaded'));
  contents.ipc.on('bench-start-mark', (_event, step, atMs) => {
    mark(step, atMs);
    if (step === 'rail' && goesToPacks) void contents.executeJavaScript(goToPacks);
    if (step === 'rows' && word !== '') type(contents, `/${word.slice(0, 1)}`);
  });
  // The rest of the word comes once its first letter is in the field: nobody types all of it within one frame.
  contents.ipc.once('bench-start-accepted', () => type(contents, word.slice(1)));
}

if (process.type === 'browser' && file) {
  if (hiddenMs > 0) shortenHiddenTime(5 * 60_000, hiddenMs);
  mark('main begins');
  const { app, session } = require('electron');
  app.once('ready', () => {
    mark('ready');
    const page = join(__dirname, 'bench-start-probe-page.cjs');
    if (session.defaultSession.registerPreloadScript) {
      session.defaultSession.registerPreloadScript({ type: 'frame', filePath: page });
    } else {
      session.defaultSession.setPreloads([page]);
    }
  });
  app.on('browser-window-created', (_event, window) => watchWindow(window));
}
