import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Bridge } from '../src/contract/operations';

/** The whole bridge: calls go down by name, facts come up by name. Both names are checked on the other side. */
const bridge: Bridge = {
  call: (name, input) => ipcRenderer.invoke('operation', { name, input }),
  on(listener) {
    const forward = (_event: IpcRendererEvent, announced: { name: string; payload: unknown }) => listener(announced);
    ipcRenderer.on('event', forward);
    return () => {
      ipcRenderer.removeListener('event', forward);
    };
  },
};

contextBridge.exposeInMainWorld('bridge', bridge);
