import { contextBridge, ipcRenderer, type IpcRendererEvent, webUtils } from 'electron';
import type { Bridge } from '../src/contract/bridge';
import type { AppEvent } from '../src/contract/events';

// Asked for before the page has begun: main has nothing else to do then.
const startupView = ipcRenderer.invoke('startup-view') as Promise<string | null>;

/** The whole bridge: calls go down by name, facts come up by name. Both names are checked on the other side. */
const bridge: Bridge = {
  call: (name, input, how) => ipcRenderer.invoke('operation', { name, input, ...how }),
  cancel: (id) => ipcRenderer.send('cancel', id),
  on(listener) {
    const forward = (_event: IpcRendererEvent, announced: AppEvent) => listener(announced);
    ipcRenderer.on('event', forward);
    return () => {
      ipcRenderer.removeListener('event', forward);
    };
  },
  startupView: () => startupView,
  started: () => ipcRenderer.send('started'),
  pathOf: (file) => {
    const path = webUtils.getPathForFile(file as File);
    // A file that a page made itself lies nowhere.
    if (path !== '') ipcRenderer.send('file-given', path);
    return path;
  },
};

// Asked before a page that nobody sees is closed: what was typed into a dialog, or is asked by it, would not be there afterwards.
ipcRenderer.on('unseen', () => {
  if (document.querySelector('[role="dialog"]') === null) ipcRenderer.send('unseen');
});

contextBridge.exposeInMainWorld('bridge', bridge);
