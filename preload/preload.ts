import { contextBridge, ipcRenderer, type IpcRendererEvent, webUtils } from 'electron';
import type { Bridge } from '../src/contract/operations';

/** Reads the whole table. The page gets a copy of its bytes, so the memory of ours is given back once that was made. */
async function readTable(): Promise<Uint8Array | null> {
  const bytes = (await ipcRenderer.invoke('prepared', 'table')) as Uint8Array | null;
  const buffer = bytes?.buffer as (ArrayBuffer & { transfer?: (length: number) => ArrayBuffer }) | undefined;
  setTimeout(() => buffer?.transfer?.(0), 0);
  return bytes;
}

// Asked for before the page has begun: main has nothing else to do then.
let firstLook: Promise<Uint8Array | null> | null = ipcRenderer.invoke('prepared', 'first-look');

/** The whole bridge: calls go down by name, facts come up by name. Both names are checked on the other side. */
const bridge: Bridge = {
  call: (name, input, about) => ipcRenderer.invoke('operation', { name, input, about }),
  on(listener) {
    const forward = (_event: IpcRendererEvent, announced: { name: string; payload: unknown }) => listener(announced);
    ipcRenderer.on('event', forward);
    return () => {
      ipcRenderer.removeListener('event', forward);
    };
  },
  prepared(part) {
    if (part === 'table') return readTable();
    const asked = firstLook ?? ipcRenderer.invoke('prepared', part);
    firstLook = null;
    return asked;
  },
  started: () => ipcRenderer.send('started'),
  pathOf: (file) => webUtils.getPathForFile(file as File),
};

contextBridge.exposeInMainWorld('bridge', bridge);
